import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Input, Select } from "~/ui/field";
import { Around } from "../crud/Around";
import type { BoxProps } from "../crud/field";
import { NamePick } from "../crud/NamePick";

type Assignment = { queue: string; penalty?: number; rings?: "signed_in" | "always" };

/** Which queues an agent answers, how early, and whether only when signed in. */
export function Assignments({ value, onChange, label, hint, wrong }: BoxProps) {
  const { t } = useTranslation();
  const all = (value as Assignment[] | undefined) ?? [];
  const change = (at: number, next: Assignment) => onChange(all.map((one, index) => (index === at ? next : one)));
  return (
    <Around label={label} hint={hint} wrong={wrong}>
      <ul className="grid gap-3">
        {all.map((one, at) => (
          <li key={at} className="grid items-end gap-2 sm:grid-cols-[minmax(0,2fr)_6rem_minmax(0,1.5fr)_auto]">
            <NamePick
              of="queues"
              label={t("admin.agents.queue")}
              value={one.queue || null}
              onChange={(queue) => change(at, { ...one, queue: queue ?? "" })}
            />
            <Input
              type="number"
              label={t("admin.agents.penalty")}
              min={0}
              max={1000}
              value={one.penalty ?? 0}
              onChange={(event) => change(at, { ...one, penalty: Number(event.target.value) })}
            />
            <Select
              label={t("admin.agents.rings")}
              value={one.rings ?? "signed_in"}
              onChange={(event) => change(at, { ...one, rings: event.target.value as Assignment["rings"] })}
            >
              {(["signed_in", "always"] as const).map((rings) => (
                <option key={rings} value={rings}>
                  {t(`admin.agents.rings_${rings}`)}
                </option>
              ))}
            </Select>
            <Button
              icon={<X size={18} aria-hidden />}
              label={t("admin.agents.leave_queue", { queue: one.queue })}
              onClick={() => onChange(all.filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ul>
      <Button
        small
        className="justify-self-start"
        icon={<Plus size={16} aria-hidden />}
        onClick={() => onChange([...all, { queue: "", penalty: 0, rings: "signed_in" }])}
      >
        {t("admin.agents.add_queue")}
      </Button>
    </Around>
  );
}
