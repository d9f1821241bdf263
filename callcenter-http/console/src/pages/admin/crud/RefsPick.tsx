import { useTranslation } from "react-i18next";
import { Check } from "~/ui/field";
import { Around } from "./Around";
import type { Named } from "./field";
import { nameOf, useNames } from "./useNames";

type Props = {
  of: Named;
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  value: string[];
  onChange: (value: string[]) => void;
};

/** Some of those that are defined. */
export function RefsPick({ of, label, hint, wrong, value, onChange }: Props) {
  const { t } = useTranslation();
  const names = useNames(of);
  const gone = value.filter((id) => !names.some((name) => name.id === id)).map((id) => ({ id, title: "" }));
  const all = [...names, ...gone];
  return (
    <Around label={label} hint={hint} wrong={wrong}>
      {all.length === 0 && <p className="text-muted">{t("admin.none_defined")}</p>}
      <div className="flex max-h-60 flex-wrap gap-x-5 gap-y-2 overflow-auto p-1">
        {all.map((name) => (
          <Check
            key={name.id}
            label={nameOf(name)}
            checked={value.includes(name.id)}
            onChange={({ target }) =>
              onChange(target.checked ? [...value, name.id] : value.filter((id) => id !== name.id))
            }
          />
        ))}
      </div>
    </Around>
  );
}
