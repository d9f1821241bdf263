// What the switch did and tells of only in its answer: whether a leg is muted, whether its recording is silenced.
// It is kept for the tab, so that a page loaded anew knows it; another tab or another device can't.
import { useSyncExternalStore } from "react";

type Told = { muted: boolean; recordingPaused: boolean };
const NOTHING: Told = { muted: false, recordingPaused: false };
const KEPT = "callcenter.told";
/** More legs than an agent has at once; older ones are over. */
const LEGS_MAX = 20;

const listeners = new Set<() => void>();
let all: Map<string, Told> = read();

function read(): Map<string, Told> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as [string, Told][]);
  } catch {
    return new Map();
  }
}

export function useTold(leg: string) {
  const told = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all.get(leg) ?? NOTHING,
  );
  const tell = (change: Partial<Told>) => {
    const rest = [...all].filter(([other]) => other !== leg).slice(-LEGS_MAX + 1);
    all = new Map([...rest, [leg, { ...told, ...change }]]);
    sessionStorage.setItem(KEPT, JSON.stringify([...all]));
    for (const listener of listeners) listener();
  };
  return { ...told, tell };
}
