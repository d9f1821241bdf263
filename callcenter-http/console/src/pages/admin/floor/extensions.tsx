import { PhoneCall } from "lucide-react";
import { type Resource, text, texts } from "../crud/resource";
import { ExtensionMade, ExtensionMore } from "./ExtensionSecret";
import { InUse } from "./InUse";

const codecs = ["ulaw", "alaw", "g722", "g729", "gsm", "opus"] as const;
const recorded = ["never", "inbound", "outbound", "always"] as const;

export const extensions: Resource = {
  key: "extensions",
  icon: PhoneCall,
  audit: "extension",
  list: "/api/extensions",
  rows: "/api/definitions/extensions",
  one: "/api/extensions",
  id: "number",
  name: (row) => [text(row, "number"), text(row, "name")].filter(Boolean).join(" · "),
  fresh: () => ({
    number: "",
    name: "",
    team: null,
    sip_user: null,
    webrtc: false,
    codecs: ["ulaw", "alaw"],
    devices_max: 1,
    call_limit: null,
    ring_s: 30,
    voicemail: null,
    recording: "never",
    outside: true,
    caller_number: null,
    numbers: [],
    enabled: true,
  }),
  Made: ExtensionMade,
  More: ExtensionMore,
  columns: (t) => [
    {
      id: "number",
      title: t("admin.extensions.fields.number.label"),
      cell: (row) => text(row, "number"),
      className: "font-medium",
    },
    { id: "name", title: t("admin.extensions.fields.name.label"), cell: (row) => <bdi>{text(row, "name")}</bdi> },
    { id: "team", title: t("admin.extensions.fields.team.label"), cell: (row) => text(row, "team") || "–", from: "md" },
    {
      id: "webrtc",
      title: t("admin.extensions.kind"),
      cell: (row) => t(row.webrtc ? "admin.extensions.browser" : "admin.extensions.desk"),
      from: "sm",
    },
    {
      id: "numbers",
      title: t("admin.extensions.fields.numbers.label"),
      cell: (row) => texts(row, "numbers").join(", ") || "–",
      from: "lg",
    },
    { id: "enabled", title: t("admin.state"), cell: (row) => <InUse is={row.enabled === true} />, from: "sm" },
  ],
  groups: [
    {
      key: "who",
      fields: [
        { kind: "text", name: "number", required: true, fixed: true },
        { kind: "text", name: "name" },
        { kind: "ref", name: "team", of: "teams", optional: true },
        { kind: "check", name: "enabled" },
      ],
    },
    {
      key: "phone",
      fields: [
        { kind: "check", name: "webrtc", wide: true },
        { kind: "text", name: "sip_user", nullable: true },
        { kind: "number", name: "devices_max", min: 1, max: 10 },
        { kind: "number", name: "call_limit", min: 1, max: 100, optional: true },
        { kind: "ordered", name: "codecs", choices: codecs, wide: true },
      ],
    },
    {
      key: "calls",
      fields: [
        { kind: "number", name: "ring_s", min: 5, max: 600 },
        { kind: "text", name: "voicemail", nullable: true },
        { kind: "choice", name: "recording", choices: recorded, words: "admin.recorded" },
        { kind: "text", name: "caller_number", nullable: true },
        { kind: "lines", name: "numbers" },
        { kind: "check", name: "outside" },
      ],
    },
  ],
};
