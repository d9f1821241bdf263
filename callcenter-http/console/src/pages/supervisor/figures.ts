import type { Schemas } from "~/api/client";
import { useTopic } from "~/live/hooks";

export type QueueToday = Schemas["QueueToday"];
export type AgentToday = Schemas["AgentCounts"];
export type FloorToday = Schemas["TodayStats"];

type Today = {
  queues: Map<string, QueueToday>;
  agents: Map<string, AgentToday>;
  floor: FloorToday | undefined;
};

/** Today's figures as they are pushed, by whose they are. */
export function useToday(): Today {
  const rows = useTopic("stats");
  const today: Today = { queues: new Map(), agents: new Map(), floor: undefined };
  for (const row of rows ?? []) {
    const whose = row.key.slice(row.key.indexOf(":") + 1);
    if (row.of === "queue") today.queues.set(whose, row.figures);
    else if (row.of === "agent") today.agents.set(whose, row.figures);
    else today.floor = row.figures;
  }
  return today;
}
