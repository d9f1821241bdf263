import type { Schemas } from "~/api/client";

/** Each topic's key field, should the server not name it. */
export const topics = {
  calls: "id",
  queues: "queue",
  agents: "agent",
  extensions: "number",
  stats: "key",
  own: "id",
} as const;

export type Topic = keyof typeof topics;

export type TopicRows = {
  calls: Schemas["LiveCall"];
  queues: Schemas["LiveQueue"];
  agents: Schemas["LiveAgent"];
  extensions: Schemas["ExtensionNow"];
  stats: Schemas["FiguresNow"];
  own: Schemas["OwnCall"];
};
