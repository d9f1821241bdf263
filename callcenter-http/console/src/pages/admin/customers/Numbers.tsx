import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Input, Select } from "~/ui/field";
import { Around } from "../crud/Around";
import type { BoxProps } from "../crud/field";

export type Numbered = { number: string; kind: string };
const kinds = ["work", "mobile", "home", "fax", "extension", "other"] as const;

/** The numbers of a customer, the first one to be called first. */
export function Numbers({ value, onChange, label, hint, wrong }: BoxProps) {
  const { t } = useTranslation();
  const all = (value as Numbered[] | undefined) ?? [];
  const change = (at: number, next: Partial<Numbered>) =>
    onChange(all.map((one, index) => (index === at ? { ...one, ...next } : one)));
  return (
    <Around label={label} hint={hint} wrong={wrong}>
      <ul className="grid gap-2">
        {all.map((one, at) => (
          <li key={at} className="grid grid-cols-[minmax(0,1fr)_8rem_auto] items-end gap-2">
            <Input
              type="tel"
              label={t("admin.customers.number_n", { n: at + 1 })}
              hideLabel
              value={one.number}
              onChange={(event) => change(at, { number: event.target.value })}
            />
            <Select
              label={t("admin.customers.number_kind", { n: at + 1 })}
              hideLabel
              value={one.kind}
              onChange={(event) => change(at, { kind: event.target.value })}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`admin.number_kinds.${kind}`)}
                </option>
              ))}
            </Select>
            <Button
              icon={<X size={18} aria-hidden />}
              label={t("admin.customers.remove_number", { n: at + 1 })}
              onClick={() => onChange(all.filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ul>
      <Button
        small
        className="justify-self-start"
        icon={<Plus size={16} aria-hidden />}
        onClick={() => onChange([...all, { number: "", kind: "mobile" }])}
      >
        {t("admin.customers.add_number")}
      </Button>
    </Around>
  );
}
