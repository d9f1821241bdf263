import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Input, Select } from "~/ui/field";
import { NamePick } from "./NamePick";

export type Destination = Schemas["CallDestination"];
export type Way = Destination["to"];

export const ways: readonly Way[] = ["queue", "extension", "ivr", "number", "voicemail", "announcement", "hangup"];

/** What each way leads to is called, in the API. */
const held = {
  queue: "queue",
  extension: "extension",
  ivr: "ivr",
  number: "number",
  voicemail: "mailbox",
  announcement: "sound",
} as const;

/** What a destination names: the queue, the number, the sound. */
export function namedBy(destination: Destination): string {
  if (destination.to === "hangup") return "";
  return (destination as Record<string, string>)[held[destination.to]] ?? "";
}

/** A destination of a way and what it names. */
export function destinationOf(way: Way, named: string): Destination {
  if (way === "hangup") return { to: "hangup" };
  return { to: way, [held[way]]: named } as Destination;
}

const lists = { queue: "queues", extension: "extensions", ivr: "ivrs" } as const;

type Props = {
  value: Destination | undefined;
  onChange: (value: Destination) => void;
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
};

/** Where a call goes: what kind of place, and which. */
export function DestinationPick({ value, onChange, label, hint, wrong }: Props) {
  const { t } = useTranslation();
  const now = value ?? { to: "hangup" as const };
  const named = namedBy(now);
  const which = { label: `${label}: ${t(`admin.ways.${now.to}`)}`, hideLabel: true };
  const name = (text: string | null) => onChange(destinationOf(now.to, text ?? ""));
  return (
    <fieldset className="grid min-w-0 gap-1">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <Select
          label={`${label}: ${t("admin.where")}`}
          hideLabel
          value={now.to}
          onChange={(event) => onChange(destinationOf(event.target.value as Way, ""))}
        >
          {ways.map((way) => (
            <option key={way} value={way}>
              {t(`admin.ways.${way}`)}
            </option>
          ))}
        </Select>
        {now.to === "queue" || now.to === "extension" || now.to === "ivr" ? (
          <NamePick {...which} of={lists[now.to]} value={named || null} onChange={name} />
        ) : (
          now.to !== "hangup" && (
            <Input
              {...which}
              value={named}
              placeholder={t(`admin.way_example.${now.to}`)}
              onChange={(event) => name(event.target.value)}
            />
          )
        )}
      </div>
      {wrong ? (
        <p role="alert" className="text-sm text-bad">
          {wrong}
        </p>
      ) : (
        hint && <p className="text-sm text-muted">{hint}</p>
      )}
    </fieldset>
  );
}
