import { useTranslation } from "react-i18next";
import { Input, Select } from "~/ui/field";
import { type Asked, type Period, periods } from "./period";

type Props = { asked: Asked; onChange: (asked: Asked) => void };

const zones = ["", ...(Intl.supportedValuesOf?.("timeZone") ?? ["UTC"])];

/** Chooses the time that figures are of, and whose days they are. */
export function PeriodBar({ asked, onChange }: Props) {
  const { t } = useTranslation();
  const today = new Date().toISOString().slice(0, 10);
  const choose = (period: Period) => {
    const zone = asked.tz ? { tz: asked.tz } : {};
    onChange(
      period === "custom"
        ? { period, from: asked.from ?? today, until: asked.until ?? today, ...zone }
        : { period, ...zone },
    );
  };
  return (
    <div className="grid w-full grid-cols-2 items-end gap-2 sm:flex sm:w-auto sm:flex-wrap">
      <Select
        label={t("dashboard.period")}
        value={asked.period}
        onChange={(event) => choose(event.target.value as Period)}
      >
        {periods.map((period) => (
          <option key={period} value={period}>
            {t(`dashboard.periods.${period}`)}
          </option>
        ))}
      </Select>
      {asked.period === "custom" && (
        <>
          <Input
            type="date"
            label={t("dashboard.from")}
            value={asked.from ?? today}
            max={asked.until}
            onChange={(event) => event.target.value && onChange({ ...asked, from: event.target.value })}
          />
          <Input
            type="date"
            label={t("dashboard.until")}
            value={asked.until ?? today}
            min={asked.from}
            onChange={(event) => event.target.value && onChange({ ...asked, until: event.target.value })}
          />
        </>
      )}
      <Select
        label={t("dashboard.zone")}
        className="sm:max-w-48"
        value={asked.tz ?? ""}
        onChange={(event) => {
          const { tz: _, ...rest } = asked;
          onChange(event.target.value ? { ...rest, tz: event.target.value } : rest);
        }}
      >
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone || t("dashboard.site_zone")}
          </option>
        ))}
      </Select>
    </div>
  );
}
