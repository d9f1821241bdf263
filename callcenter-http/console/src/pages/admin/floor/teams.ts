import { Users } from "lucide-react";
import { type Resource, text } from "../crud/resource";

export const teams: Resource = {
  key: "teams",
  icon: Users,
  audit: "team",
  list: "/api/teams",
  one: "/api/teams",
  id: "name",
  name: (row) => text(row, "name"),
  fresh: () => ({ name: "", description: "", leader: null }),
  columns: (t) => [
    {
      id: "name",
      title: t("admin.teams.fields.name.label"),
      cell: (row) => text(row, "name"),
      className: "font-medium",
    },
    { id: "description", title: t("admin.teams.fields.description.label"), cell: (row) => text(row, "description") },
    {
      id: "leader",
      title: t("admin.teams.fields.leader.label"),
      cell: (row) => text(row, "leader") || "–",
      from: "sm",
    },
  ],
  groups: [
    {
      key: "team",
      fields: [
        { kind: "text", name: "name", required: true, fixed: true },
        { kind: "ref", name: "leader", of: "agents", optional: true },
        { kind: "text", name: "description", wide: true },
      ],
    },
  ],
};
