import { ListTree } from "lucide-react";
import { type Resource, text, texts } from "../crud/resource";
import { InUse } from "../floor/InUse";
import { Keys } from "../floor/Keys";
import { Hours } from "./Hours";
import { Trees } from "./Trees";

export const ivrs: Resource = {
  key: "ivrs",
  icon: ListTree,
  audit: "ivr",
  list: "/api/ivrs",
  one: "/api/ivrs",
  id: "name",
  Above: Trees,
  name: (row) => text(row, "title") || text(row, "name"),
  fresh: () => ({
    name: "",
    title: "",
    extension: null,
    numbers: [],
    greeting: "",
    timeout_s: 5,
    digit_timeout_s: 2,
    tries_max: 3,
    invalid_sound: null,
    options: {},
    on_timeout: { to: "hangup" },
    on_invalid: { to: "hangup" },
    direct_dial: false,
    hours: null,
    enabled: true,
  }),
  columns: (t) => [
    {
      id: "name",
      title: t("admin.ivrs.fields.name.label"),
      cell: (row) => text(row, "name"),
      className: "font-medium",
    },
    { id: "title", title: t("admin.ivrs.fields.title.label"), cell: (row) => text(row, "title"), from: "sm" },
    { id: "extension", title: t("admin.ivrs.fields.extension.label"), cell: (row) => text(row, "extension") || "–" },
    {
      id: "numbers",
      title: t("admin.ivrs.fields.numbers.label"),
      cell: (row) => texts(row, "numbers").join(", ") || "–",
      from: "md",
    },
    { id: "enabled", title: t("admin.state"), cell: (row) => <InUse is={row.enabled === true} />, from: "sm" },
  ],
  groups: [
    {
      key: "who",
      fields: [
        { kind: "text", name: "name", required: true, fixed: true },
        { kind: "text", name: "title" },
        { kind: "text", name: "extension", nullable: true },
        { kind: "lines", name: "numbers" },
        { kind: "check", name: "enabled" },
      ],
    },
    {
      key: "options",
      fields: [
        { kind: "text", name: "greeting", required: true, wide: true },
        { kind: "own", name: "options", Box: Keys, wide: true },
        { kind: "check", name: "direct_dial", wide: true },
      ],
    },
    {
      key: "otherwise",
      fields: [
        { kind: "number", name: "timeout_s", min: 1, max: 60 },
        { kind: "number", name: "tries_max", min: 1, max: 10 },
        { kind: "number", name: "digit_timeout_s", min: 1, max: 20 },
        { kind: "text", name: "invalid_sound", nullable: true },
        { kind: "destination", name: "on_timeout", wide: true },
        { kind: "destination", name: "on_invalid", wide: true },
      ],
    },
    { key: "hours", fields: [{ kind: "own", name: "hours", Box: Hours, wide: true }] },
  ],
};
