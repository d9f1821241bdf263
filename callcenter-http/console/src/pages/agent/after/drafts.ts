// What somebody writes about a call, while it lives and after: kept for the tab until it is sent.
import { create } from "zustand";

export type Draft = { code: string; note: string };

const KEPT = "callcenter.drafts";
/** Drafts of so many calls are kept; the oldest go. */
const DRAFTS_MAX = 20;
const EMPTY: Draft = { code: "", note: "" };

type Drafts = { drafts: Record<string, Draft>; closed: string[] };

function read(): Drafts {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Drafts | null;
    return kept ?? { drafts: {}, closed: [] };
  } catch {
    return { drafts: {}, closed: [] };
  }
}

const useDrafts = create<Drafts>(read);
useDrafts.subscribe((drafts) => sessionStorage.setItem(KEPT, JSON.stringify(drafts)));

export function useDraft(call: string): [Draft, (change: Partial<Draft>) => void] {
  const draft = useDrafts((state) => state.drafts[call] ?? EMPTY);
  return [draft, (change) => write(call, { ...draft, ...change })];
}

function write(call: string, draft: Draft) {
  useDrafts.setState(({ drafts }) => {
    const others = Object.entries(drafts).filter(([id]) => id !== call);
    return { drafts: Object.fromEntries([...others.slice(-DRAFTS_MAX + 1), [call, draft]]) };
  });
}

/** The calls about which nothing more is to be said. */
export const useClosed = () => useDrafts((state) => state.closed);

export function close(call: string) {
  useDrafts.setState(({ drafts, closed }) => {
    const { [call]: _, ...rest } = drafts;
    return { drafts: rest, closed: [...closed, call].slice(-DRAFTS_MAX) };
  });
}
