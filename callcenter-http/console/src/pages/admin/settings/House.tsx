import { useTranslation } from "react-i18next";
import type { Group } from "../crud/field";
import { RoomHead } from "../RoomHead";
import { Whole } from "./Whole";

const groups: Group[] = [
  {
    key: "outside",
    fields: [
      { kind: "text", name: "trunk", nullable: true },
      { kind: "text", name: "prefix" },
      { kind: "text", name: "caller_number", nullable: true },
      { kind: "lines", name: "emergency_numbers" },
    ],
  },
  {
    key: "browsers",
    fields: [
      { kind: "choice", name: "websocket", choices: ["wss", "ws", "own"], words: "admin.websockets" },
      { kind: "lines", name: "stun_servers" },
    ],
  },
  { key: "recordings", fields: [{ kind: "text", name: "recordings" }] },
];

/** What holds for the whole house, and goes into the switch's configuration. */
export default function House() {
  const { t } = useTranslation();
  return (
    <>
      <RoomHead title={t("admin.house.title")} about={t("admin.house.about")} />
      <Whole
        room="house"
        path="/api/configuration/house"
        groups={groups}
        audit={{ action: "house", target: "house" }}
      />
    </>
  );
}
