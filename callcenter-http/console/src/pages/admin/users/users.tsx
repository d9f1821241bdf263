import { UserCog } from "lucide-react";
import { moment } from "~/format";
import { Badge } from "~/ui/badge";
import { type Resource, text } from "../crud/resource";
import { UserMore } from "./UserMore";

const roles = ["agent", "supervisor", "administrator"] as const;

export const users: Resource = {
  key: "users",
  icon: UserCog,
  audit: "user",
  list: "/api/users",
  one: "/api/users",
  id: "id",
  searches: true,
  name: (row) => text(row, "name") || text(row, "login"),
  fresh: () => ({ login: "", name: "", email: null, role: "agent", agent: null, password: "", disabled: false }),
  toBody: ({ login, name, email, role, agent, password, disabled }, isNew) =>
    isNew
      ? { login, name: name || null, email, role, agent, password: password || null }
      : { login, name, email, role, agent, disabled },
  More: UserMore,
  columns: (t) => [
    {
      id: "login",
      title: t("admin.users.fields.login.label"),
      cell: (row) => text(row, "login"),
      className: "font-medium",
    },
    {
      id: "name",
      title: t("admin.users.fields.name.label"),
      cell: (row) => <bdi>{text(row, "name")}</bdi>,
      from: "sm",
    },
    { id: "role", title: t("admin.users.fields.role.label"), cell: (row) => t(`roles.${text(row, "role")}`) },
    { id: "agent", title: t("admin.users.fields.agent.label"), cell: (row) => text(row, "agent") || "–", from: "md" },
    { id: "way", title: t("admin.users.way"), cell: (row) => wayIn(row, t), from: "lg" },
    { id: "seen", title: t("admin.users.seen"), cell: (row) => moment(row.seen_at as string), from: "md" },
    {
      id: "disabled",
      title: t("admin.state"),
      cell: (row) => (
        <Badge tone={row.disabled ? "bad" : "good"}>{t(row.disabled ? "admin.users.out" : "admin.users.in")}</Badge>
      ),
      from: "sm",
    },
  ],
  groups: [
    {
      key: "who",
      fields: [
        { kind: "text", name: "login", required: true },
        { kind: "text", name: "name" },
        { kind: "text", name: "email", nullable: true },
        { kind: "password", name: "password", onlyNew: true },
      ],
    },
    {
      key: "may",
      fields: [
        { kind: "choice", name: "role", choices: roles, words: "roles" },
        { kind: "ref", name: "agent", of: "agents", optional: true },
        { kind: "check", name: "disabled", wide: true },
      ],
    },
  ],
};

function wayIn(row: Record<string, unknown>, t: (key: string) => string): string {
  const ways = [row.has_password && t("admin.users.by_password"), row.has_provider && t("admin.users.by_provider")];
  return ways.filter(Boolean).join(", ") || t("admin.users.by_nothing");
}
