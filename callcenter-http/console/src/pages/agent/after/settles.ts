import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/** The store follows the switch: what happened just now stands there at once, or a little later. */
const AGAIN_MS = [0, 1_500, 4_000, 8_000, 15_000];

/** Asks these queries again whenever `stands` became another, until the store has it for sure. */
export function useAgainWhen(stands: string | undefined, keys: readonly string[]) {
  const client = useQueryClient();
  const before = useRef(stands);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  const all = keys.join();
  useEffect(() => {
    if (before.current === stands) return;
    before.current = stands;
    for (const timer of timers.current) clearTimeout(timer);
    const again = () => {
      for (const key of all.split(",")) void client.invalidateQueries({ queryKey: [key] });
    };
    timers.current = AGAIN_MS.map((ms) => setTimeout(again, ms));
  }, [stands, all, client]);
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
}
