import { Coffee, Tags } from "lucide-react";
import { Badge, type Tone } from "~/ui/badge";
import { type Resource, text, texts } from "../crud/resource";
import { InUse } from "./InUse";

const yes = (row: Record<string, unknown>, name: string) => row[name] === true;

export const pauseCodes: Resource = {
  key: "pause-codes",
  icon: Coffee,
  audit: "pause_code",
  list: "/api/pause-codes",
  one: "/api/pause-codes",
  id: "code",
  name: (row) => text(row, "name"),
  fresh: () => ({ code: "", name: "", productive: false, minutes_max: null, enabled: true }),
  columns: (t) => [
    {
      id: "name",
      title: t("admin.pause-codes.fields.name.label"),
      cell: (row) => text(row, "name"),
      className: "font-medium",
    },
    { id: "code", title: t("admin.pause-codes.fields.code.label"), cell: (row) => <code>{text(row, "code")}</code> },
    {
      id: "productive",
      title: t("admin.pause-codes.fields.productive.label"),
      cell: (row) => t(yes(row, "productive") ? "common.yes" : "common.no"),
      from: "md",
    },
    {
      id: "minutes_max",
      title: t("admin.pause-codes.fields.minutes_max.label"),
      cell: (row) => text(row, "minutes_max") || "–",
      right: true,
      from: "md",
    },
    { id: "enabled", title: t("admin.state"), cell: (row) => <InUse is={yes(row, "enabled")} />, from: "sm" },
  ],
  groups: [
    {
      key: "code",
      fields: [
        { kind: "text", name: "code", required: true, fixed: true },
        { kind: "text", name: "name", required: true },
        { kind: "number", name: "minutes_max", min: 1, max: 1440, optional: true },
        { kind: "check", name: "productive" },
        { kind: "check", name: "enabled" },
      ],
    },
  ],
};

const outcomes = ["success", "failure", "neutral", "call_back"] as const;
const tones: Record<string, Tone> = { success: "good", failure: "bad", neutral: "idle", call_back: "warn" };

export const dispositions: Resource = {
  key: "dispositions",
  icon: Tags,
  audit: "disposition",
  list: "/api/dispositions",
  one: "/api/dispositions",
  id: "code",
  name: (row) => text(row, "name"),
  fresh: () => ({ code: "", name: "", outcome: "neutral", needs_note: false, queues: [], enabled: true }),
  columns: (t) => [
    {
      id: "name",
      title: t("admin.dispositions.fields.name.label"),
      cell: (row) => text(row, "name"),
      className: "font-medium",
    },
    { id: "code", title: t("admin.dispositions.fields.code.label"), cell: (row) => <code>{text(row, "code")}</code> },
    {
      id: "outcome",
      title: t("admin.dispositions.fields.outcome.label"),
      cell: (row) => (
        <Badge tone={tones[text(row, "outcome")] ?? "idle"}>{t(`admin.outcomes.${text(row, "outcome")}`)}</Badge>
      ),
    },
    {
      id: "queues",
      title: t("admin.dispositions.fields.queues.label"),
      cell: (row) => texts(row, "queues").join(", ") || t("common.all"),
      from: "md",
    },
    { id: "enabled", title: t("admin.state"), cell: (row) => <InUse is={yes(row, "enabled")} />, from: "sm" },
  ],
  groups: [
    {
      key: "code",
      fields: [
        { kind: "text", name: "code", required: true, fixed: true },
        { kind: "text", name: "name", required: true },
        { kind: "choice", name: "outcome", choices: outcomes, words: "admin.outcomes" },
        { kind: "refs", name: "queues", of: "queues", wide: true },
        { kind: "check", name: "needs_note" },
        { kind: "check", name: "enabled" },
      ],
    },
  ],
};
