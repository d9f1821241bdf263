import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { zone } from "~/format";
import { Button } from "~/ui/button";
import { Check, Input } from "~/ui/field";
import { Around } from "../crud/Around";
import { type Destination, DestinationPick } from "../crud/DestinationPick";
import { Lines } from "../crud/FieldBox";
import type { BoxProps } from "../crud/field";

type OpeningHours = Schemas["OpeningHours"];
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const usual = (): OpeningHours => ({
  time_zone: zone(),
  open: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "17:00" }],
  closed_on: [],
  closed: { to: "hangup" },
});

/** When a menu is open, and where callers go when it is not. */
export function Hours({ value, onChange, label, hint, wrong }: BoxProps) {
  const { t } = useTranslation();
  const hours = value as OpeningHours | null | undefined;
  const open = hours?.open ?? [];
  const change = (next: Partial<OpeningHours>) => hours && onChange({ ...hours, ...next });
  const changeTime = (at: number, next: Partial<OpeningHours["open"][number]>) =>
    change({ open: open.map((one, index) => (index === at ? { ...one, ...next } : one)) });
  return (
    <Around label={label} hint={hint} wrong={wrong}>
      <Check
        label={t("admin.ivrs.has_hours")}
        checked={Boolean(hours)}
        onChange={(event) => onChange(event.target.checked ? usual() : null)}
      />
      {hours && (
        <div className="grid gap-4">
          <ul className="grid gap-3">
            {open.map((one, at) => (
              <li key={at} className="flex flex-wrap items-end gap-3 rounded-lg border border-line p-3">
                <fieldset className="flex flex-wrap gap-3 self-center">
                  <legend className="sr-only">{t("admin.ivrs.days")}</legend>
                  {days.map((day) => (
                    <Check
                      key={day}
                      label={t(`admin.days.${day}`)}
                      checked={one.days.includes(day)}
                      onChange={({ target }) =>
                        changeTime(at, {
                          days: days.filter((other) => (other === day ? target.checked : one.days.includes(other))),
                        })
                      }
                    />
                  ))}
                </fieldset>
                <div className="w-28">
                  <Input
                    label={t("admin.ivrs.from")}
                    value={one.from}
                    placeholder="09:00"
                    onChange={(event) => changeTime(at, { from: event.target.value })}
                  />
                </div>
                <div className="w-28">
                  <Input
                    label={t("admin.ivrs.until")}
                    value={one.until}
                    placeholder="17:00"
                    onChange={(event) => changeTime(at, { until: event.target.value })}
                  />
                </div>
                <Button
                  icon={<X size={18} aria-hidden />}
                  label={t("admin.ivrs.remove_time")}
                  onClick={() => change({ open: open.filter((_, index) => index !== at) })}
                />
              </li>
            ))}
          </ul>
          <Button
            small
            className="justify-self-start"
            icon={<Plus size={16} aria-hidden />}
            onClick={() => change({ open: [...open, { days: ["sat"], from: "10:00", until: "14:00" }] })}
          >
            {t("admin.ivrs.add_time")}
          </Button>
          <div className="grid gap-4 sm:grid-cols-2">
            <Input
              label={t("admin.ivrs.time_zone")}
              value={hours.time_zone}
              onChange={(event) => change({ time_zone: event.target.value })}
            />
            <Lines
              label={t("admin.ivrs.closed_on")}
              hint={t("admin.ivrs.closed_on_hint")}
              wrong={undefined}
              value={hours.closed_on ?? []}
              onChange={(closed_on) => change({ closed_on })}
            />
          </div>
          <DestinationPick
            label={t("admin.ivrs.closed")}
            value={hours.closed as Destination | undefined}
            onChange={(closed) => change({ closed })}
          />
        </div>
      )}
    </Around>
  );
}
