// Alarms: begun when a threshold is passed, over when the queue is well below it again; with a sound for who wants one.
import { create } from "zustand";
import type { Schemas } from "~/api/client";
import type { QueueToday } from "./figures";
import { isOver, over, type Seen, useLimits, usual, type Which } from "./thresholds";

export type Alarm = {
  id: string;
  queue: string;
  which: Which;
  value: number;
  limit: number;
  begun: number;
  ended: number | null;
  acknowledged: boolean;
};

/** Alarms that are kept; older ones go. */
const MOST = 200;
const SOUND_KEPT = "callcenter.alarm-sound";

export const useAlarms = create<{ alarms: Alarm[]; sound: boolean }>(() => ({
  alarms: [],
  sound: localStorage.getItem(SOUND_KEPT) === "on",
}));

export function setSound(on: boolean) {
  localStorage.setItem(SOUND_KEPT, on ? "on" : "off");
  useAlarms.setState({ sound: on });
  if (on) ring();
}

export function acknowledge(id: string) {
  useAlarms.setState(({ alarms }) => ({
    alarms: alarms.map((alarm) => (alarm.id === id ? { ...alarm, acknowledged: true } : alarm)),
  }));
}

function seenOf(queue: Schemas["LiveQueue"], today: QueueToday | undefined, now: number): Seen {
  const waitS = queue.longest_since ? (now - Date.parse(queue.longest_since)) / 1_000 : 0;
  return { waiting: queue.waiting.length, waitS, level: today?.service_level ?? null };
}

/** Looks at all queues; called each second while somebody watches. */
export function look(queues: readonly Schemas["LiveQueue"][], today: Map<string, QueueToday>, now: number) {
  let { alarms } = useAlarms.getState();
  const before = alarms;
  let isNew = false;
  for (const queue of queues) {
    const limits = useLimits.getState().of[queue.queue] ?? usual;
    const seen = seenOf(queue, today.get(queue.queue), now);
    for (const alarm of alarms) {
      if (alarm.queue === queue.queue && alarm.ended === null && isOver(alarm.which, seen, limits)) {
        alarms = alarms.map((one) => (one === alarm ? { ...alarm, ended: now } : one));
      }
    }
    for (const which of over(seen, limits)) {
      const goesOn = alarms.some((one) => one.queue === queue.queue && one.which === which && one.ended === null);
      const limit = limits[which];
      if (goesOn || limit === null) continue;
      const value = seen[which] ?? 0;
      const id = `${queue.queue}-${which}-${now}`;
      alarms = [
        { id, queue: queue.queue, which, value, limit, begun: now, ended: null, acknowledged: false },
        ...alarms,
      ];
      isNew = true;
    }
  }
  if (alarms !== before) useAlarms.setState({ alarms: alarms.slice(0, MOST) });
  if (isNew && useAlarms.getState().sound) ring();
}

/** Two short tones, made here: no file is loaded. */
function ring() {
  const context = new AudioContext();
  [880, 660].forEach((frequency, index) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    const from = context.currentTime + index * 0.25;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.2, from + 0.02);
    volume.gain.linearRampToValueAtTime(0, from + 0.2);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.22);
  });
  setTimeout(() => void context.close(), 1_000);
}
