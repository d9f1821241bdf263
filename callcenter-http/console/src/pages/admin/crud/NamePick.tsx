import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Input, Select } from "~/ui/field";
import type { Named } from "./field";
import { nameOf, useNames } from "./useNames";

/** Beyond this a list to choose from is slower than typing. */
const LIST_MAX = 100;

type Props = {
  of: Named;
  value: string | null;
  onChange: (value: string | null) => void;
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  optional?: boolean | undefined;
  hideLabel?: boolean;
};

/** One of those that are defined. */
export function NamePick({ of, value, onChange, optional, ...around }: Props) {
  const { t } = useTranslation();
  const names = useNames(of);
  const id = useId();
  if (names.length > LIST_MAX) {
    return (
      <>
        <Input {...around} list={id} value={value ?? ""} onChange={(event) => onChange(event.target.value || null)} />
        <datalist id={id}>
          {names.map((name) => (
            <option key={name.id} value={name.id}>
              {name.title}
            </option>
          ))}
        </datalist>
      </>
    );
  }
  const isGone = value && !names.some((name) => name.id === value);
  return (
    <Select {...around} value={value ?? ""} onChange={(event) => onChange(event.target.value || null)}>
      <option value="">{optional ? t("admin.none") : t("admin.choose")}</option>
      {isGone && <option value={value}>{value}</option>}
      {names.map((name) => (
        <option key={name.id} value={name.id}>
          {nameOf(name)}
        </option>
      ))}
    </Select>
  );
}
