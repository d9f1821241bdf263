import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Select } from "~/ui/field";
import { Around } from "../crud/Around";
import { type Destination, DestinationPick } from "../crud/DestinationPick";
import type { BoxProps } from "../crud/field";

/** Keys of a phone, in the order in which they are told. */
export const phoneKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"] as const;

export type ByKey = Record<string, Destination>;

/** Branches in the order of the keys. */
export const inOrder = (branches: ByKey): [string, Destination][] =>
  phoneKeys.flatMap((key) => (branches[key] ? [[key, branches[key]] as [string, Destination]] : []));

/** What each key leads to. */
export function Keys({ value, onChange, label, hint, wrong }: BoxProps) {
  const { t } = useTranslation();
  const branches = (value as ByKey | undefined) ?? {};
  const free = phoneKeys.filter((key) => !branches[key]);
  const without = (key: string) => Object.fromEntries(Object.entries(branches).filter(([other]) => other !== key));
  return (
    <Around label={label} hint={hint} wrong={wrong}>
      <ul className="grid gap-3">
        {inOrder(branches).map(([key, destination]) => (
          <li
            key={key}
            className="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-start gap-2 border-b border-line pb-3 last:border-0"
          >
            <Select
              label={t("admin.key")}
              value={key}
              onChange={(event) => onChange({ ...without(key), [event.target.value]: destination })}
            >
              {phoneKeys
                .filter((other) => other === key || free.includes(other))
                .map((other) => (
                  <option key={other}>{other}</option>
                ))}
            </Select>
            <DestinationPick
              label={t("admin.leads_to", { key })}
              value={destination}
              onChange={(next) => onChange({ ...branches, [key]: next })}
            />
            <Button
              className="mt-6"
              icon={<X size={18} aria-hidden />}
              label={t("admin.remove_key", { key })}
              onClick={() => onChange(without(key))}
            />
          </li>
        ))}
      </ul>
      {free[0] && (
        <Button
          small
          className="justify-self-start"
          icon={<Plus size={16} aria-hidden />}
          onClick={() => onChange({ ...branches, [free[0] as string]: { to: "hangup" } })}
        >
          {t("admin.add_key")}
        </Button>
      )}
    </Around>
  );
}
