import { UsersRound } from "lucide-react";
import type { Row } from "../crud/door";
import { type Resource, text } from "../crud/resource";
import { Assignments } from "./Assignments";
import { InUse } from "./InUse";

export const agents: Resource = {
  key: "agents",
  icon: UsersRound,
  audit: "agent",
  list: "/api/agents",
  rows: "/api/definitions/agents",
  one: "/api/agents",
  oneEnd: "/definition",
  id: "login",
  name: (row) => text(row, "name"),
  fresh: () => ({ login: "", name: "", email: null, extension: null, team: null, queues: [], enabled: true }),
  columns: (t) => [
    {
      id: "name",
      title: t("admin.agents.fields.name.label"),
      cell: (row) => <bdi>{text(row, "name")}</bdi>,
      className: "font-medium",
    },
    { id: "login", title: t("admin.agents.fields.login.label"), cell: (row) => text(row, "login") },
    { id: "extension", title: t("admin.agents.fields.extension.label"), cell: (row) => text(row, "extension") || "–" },
    { id: "team", title: t("admin.agents.fields.team.label"), cell: (row) => text(row, "team") || "–", from: "md" },
    {
      id: "queues",
      title: t("admin.agents.fields.queues.label"),
      cell: (row) => ((row.queues as Row[] | undefined) ?? []).map((of) => text(of, "queue")).join(", ") || "–",
      from: "lg",
    },
    { id: "enabled", title: t("admin.state"), cell: (row) => <InUse is={row.enabled === true} />, from: "sm" },
  ],
  groups: [
    {
      key: "who",
      fields: [
        { kind: "text", name: "login", required: true, fixed: true },
        { kind: "text", name: "name", required: true },
        { kind: "text", name: "email", nullable: true },
        { kind: "ref", name: "extension", of: "extensions", optional: true },
        { kind: "ref", name: "team", of: "teams", optional: true },
        { kind: "check", name: "enabled" },
      ],
    },
    { key: "queues", fields: [{ kind: "own", name: "queues", Box: Assignments, wide: true }] },
  ],
};
