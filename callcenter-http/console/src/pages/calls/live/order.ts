import type { Schemas } from "~/api/client";

export type LiveCall = Schemas["LiveCall"];

const instant = (call: LiveCall) => Date.parse(call.started_at ?? "") || 0;
const waits = (call: LiveCall) => call.status === "waiting" || call.status === "ringing";

/** Who waits stands first, the longest of them on top; then the others, as they came. */
export function inOrder(calls: readonly LiveCall[]): LiveCall[] {
  return [...calls].sort(
    (a, b) => Number(waits(b)) - Number(waits(a)) || instant(a) - instant(b) || (a.id < b.id ? -1 : 1),
  );
}
