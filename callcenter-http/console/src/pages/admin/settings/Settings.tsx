import { useTranslation } from "react-i18next";
import type { Row } from "../crud/door";
import type { Group } from "../crud/field";
import { RoomHead } from "../RoomHead";
import { Whole } from "./Whole";

const groups: Group[] = [
  { key: "switch", fields: [{ kind: "check", name: "switch.control", wide: true }] },
  {
    key: "control",
    fields: [
      { kind: "text", name: "control.dial_context", required: true },
      { kind: "lines", name: "control.contexts" },
      { kind: "text", name: "control.technology", required: true },
      { kind: "number", name: "control.ring_s", min: 5, max: 120 },
      { kind: "lines", name: "control.numbers_allowed" },
      { kind: "lines", name: "control.numbers_denied" },
      { kind: "lines", name: "control.emergency_numbers" },
    ],
  },
  {
    key: "agents",
    fields: [
      { kind: "text", name: "agents.wrap_up_reason", required: true },
      { kind: "lines", name: "agents.sip_domains" },
    ],
  },
  {
    key: "site",
    fields: [
      { kind: "text", name: "site.name", required: true },
      { kind: "text", name: "site.time_zone", nullable: true },
    ],
  },
];

/** What is decided while the server runs. */
export default function Settings() {
  const { t } = useTranslation();
  return (
    <>
      <RoomHead title={t("admin.settings.title")} about={t("admin.settings.about")} />
      <Whole
        room="settings"
        path="/api/settings"
        groups={groups}
        audit={{ action: "settings", target: "" }}
        toBody={({ switch: setup, control, agents, site }: Row) => ({ switch: setup, control, agents, site })}
      />
    </>
  );
}
