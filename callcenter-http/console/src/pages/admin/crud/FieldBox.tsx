import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Area, Check, Input, Select } from "~/ui/field";
import { type Destination, DestinationPick } from "./DestinationPick";
import { type Field, linesOf } from "./field";
import { NamePick } from "./NamePick";
import { Ordered } from "./Ordered";
import { RefsPick } from "./RefsPick";

type Props = {
  room: string;
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  wrong: string | undefined;
  isNew: boolean;
};

/** One field of a form, by its description. */
export function FieldBox({ room, field, value, onChange, wrong, isNew }: Props) {
  const { t, i18n } = useTranslation();
  const label = t(`admin.${room}.fields.${field.name}.label`);
  const hinted = `admin.${room}.fields.${field.name}.hint`;
  const hint = i18n.exists(hinted) ? t(hinted) : undefined;
  const around = { label, hint, wrong, "data-field": field.name };
  const disabled = field.fixed && !isNew;
  const typed = (text: string) => onChange(text === "" && field.nullable ? null : text);
  switch (field.kind) {
    case "text":
    case "password":
    case "date":
      return (
        <Input
          {...around}
          type={field.kind}
          autoComplete={field.kind === "password" ? "new-password" : "off"}
          value={(value as string | null | undefined) ?? ""}
          required={field.required}
          disabled={disabled}
          onChange={(event) => typed(event.target.value)}
        />
      );
    case "area":
      return (
        <Area {...around} rows={4} value={(value as string) ?? ""} onChange={(event) => typed(event.target.value)} />
      );
    case "lines":
      return <Lines {...around} value={(value as string[]) ?? []} onChange={onChange} />;
    case "number":
      return (
        <Input
          {...around}
          type="number"
          inputMode="numeric"
          min={field.min}
          max={field.max}
          value={(value as number | null | undefined) ?? ""}
          required={!field.optional}
          onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))}
        />
      );
    case "check":
      return (
        <Check
          data-field={field.name}
          label={label}
          hint={wrong ? <span className="text-bad">{wrong}</span> : hint}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case "choice":
      return (
        <Select {...around} value={(value as string) ?? ""} onChange={(event) => onChange(event.target.value)}>
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {t(`${field.words}.${choice}`)}
            </option>
          ))}
        </Select>
      );
    case "ordered":
      return <Ordered {...around} choices={field.choices} value={(value as string[]) ?? []} onChange={onChange} />;
    case "ref":
      return (
        <NamePick
          {...around}
          of={field.of}
          optional={field.optional}
          value={(value as string | null | undefined) ?? null}
          onChange={onChange}
        />
      );
    case "refs":
      return <RefsPick {...around} of={field.of} value={(value as string[]) ?? []} onChange={onChange} />;
    case "destination":
      return <DestinationPick {...around} value={value as Destination | undefined} onChange={onChange} />;
    case "own":
      return <field.Box value={value} onChange={onChange} label={label} hint={hint} wrong={wrong} />;
  }
}

type LinesProps = {
  label: string;
  hint: string | undefined;
  wrong: string | undefined;
  value: string[];
  onChange: (value: string[]) => void;
};

/** A list as lines of a text, which keeps what one types as one types it. */
export function Lines({ value, onChange, ...around }: LinesProps) {
  const [typed, setTyped] = useState(value.join("\n"));
  const shown = linesOf(typed).join("\n") === value.join("\n") ? typed : value.join("\n");
  return (
    <Area
      {...around}
      rows={Math.min(8, Math.max(2, shown.split("\n").length))}
      value={shown}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(linesOf(event.target.value));
      }}
    />
  );
}
