import { useMemo } from "react";
import type { Row } from "./door";
import type { Named } from "./field";
import { text } from "./resource";
import { useRows } from "./useRows";

const doors: Record<Named, { path: string; id: string; title: (row: Row) => string }> = {
  teams: { path: "/api/teams", id: "name", title: (row) => text(row, "description") },
  queues: { path: "/api/definitions/queues", id: "name", title: (row) => text(row, "title") },
  extensions: { path: "/api/definitions/extensions", id: "number", title: (row) => text(row, "name") },
  agents: { path: "/api/definitions/agents", id: "login", title: (row) => text(row, "name") },
  ivrs: { path: "/api/ivrs", id: "name", title: (row) => text(row, "title") },
  users: { path: "/api/users", id: "login", title: (row) => text(row, "name") },
};

export type Name = { id: string; title: string };

/** What can be named: all queues, all extensions … */
export function useNames(of: Named): readonly Name[] {
  const door = doors[of];
  const { rows } = useRows(door.path, { all: true });
  return useMemo(() => (rows ?? []).map((row) => ({ id: text(row, door.id), title: door.title(row) })), [rows, door]);
}

export const nameOf = ({ id, title }: Name) => (title && title !== id ? `${id} · ${title}` : id);
