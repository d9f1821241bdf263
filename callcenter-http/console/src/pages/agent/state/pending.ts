import type { Schemas } from "~/api/client";

/** The pause that begins when the call is over: the switch has it already, while the agent still talks. */
export function pauseThatWaits(agent: Schemas["LiveAgent"]): { reason: string | null } | null {
  if (agent.activity !== "talking" && agent.activity !== "ringing") return null;
  const paused = agent.queues.find((membership) => membership.paused);
  return paused ? { reason: paused.reason ?? null } : null;
}
