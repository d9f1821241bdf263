import { useEffect, useSyncExternalStore } from "react";
import { type Link, live } from "./connection";
import type { Topic, TopicRows } from "./topics";

/** The rows of a topic, pushed; `undefined` until the first have come. */
export function useTopic<T extends Topic>(topic: T): readonly TopicRows[T][] | undefined {
  useEffect(() => live.follow(topic), [topic]);
  return useSyncExternalStore(live.listen, () => live.list(topic));
}

/** One row of a topic. */
export function useRow<T extends Topic>(topic: T, key: string | null | undefined): TopicRows[T] | undefined {
  useEffect(() => live.follow(topic), [topic]);
  return useSyncExternalStore(live.listen, () => (key ? live.row(topic, key) : undefined));
}

export function useLink(): Link {
  return useSyncExternalStore(live.listen, live.link);
}

const ticks = new Set<() => void>();
let second = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

function onTick(listener: () => void) {
  ticks.add(listener);
  ticking ??= setInterval(() => {
    second += 1;
    for (const listener of ticks) listener();
  }, 1_000);
  return () => {
    ticks.delete(listener);
    if (ticks.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
}

/** Now by the switch's clock, in milliseconds, each second anew: for everything that counts. */
export function useNow(): number {
  useSyncExternalStore(onTick, () => second);
  return live.now();
}
