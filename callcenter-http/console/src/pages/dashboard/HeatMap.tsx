import { useTranslation } from "react-i18next";
import { count, localeOf } from "~/format";
import { Panel } from "~/ui/panel";
import { Empty } from "~/ui/told";
import { CsvLink } from "./CsvLink";
import { heatOf } from "./heat";
import type { Asked } from "./period";
import type { Report } from "./report";

/** A Monday, for the names of weekdays. */
const MONDAY = Date.UTC(2024, 0, 1);

/** When most calls come. It is a table; the colour only helps. */
export function HeatMap({ report, asked }: { report: Report; asked: Asked }) {
  const { t, i18n } = useTranslation();
  const heat = heatOf(report);
  const most = Math.max(...heat.flat());
  const day = new Intl.DateTimeFormat(localeOf(i18n.language), { weekday: "short", timeZone: "UTC" });
  // From the first hour with a call to the last; a quiet hour between them is seen as quiet.
  const busy = [...Array(24).keys()].filter((hour) => heat.some((row) => (row[hour] ?? 0) > 0));
  const hours = [...Array(24).keys()].slice(busy[0] ?? 0, (busy.at(-1) ?? 0) + 1);
  return (
    <Panel
      title={t("dashboard.heat")}
      tools={<CsvLink title={t("dashboard.heat")} scope="floor" asked={asked} by="hour" />}
    >
      {most === 0 ? (
        <Empty>{t("dashboard.nothing")}</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        <section tabIndex={0} aria-label={t("dashboard.heat")} className="overflow-x-auto">
          <table className="w-full border-separate border-spacing-0.5 text-center text-xs">
            <caption className="sr-only">{t("dashboard.heat")}</caption>
            <thead>
              <tr>
                <td className="w-10" />
                {hours.map((hour) => (
                  <th key={hour} scope="col" className="font-normal text-muted">
                    {hour}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {heat.map((row, weekday) => (
                <tr key={weekday}>
                  <th scope="row" className="pr-2 text-right font-normal text-muted">
                    {day.format(MONDAY + weekday * 86_400_000)}
                  </th>
                  {hours.map((hour) => {
                    const calls = row[hour] ?? 0;
                    return (
                      <td
                        key={hour}
                        className="h-8 min-w-8 rounded"
                        style={{
                          background:
                            calls === 0
                              ? "var(--raised)"
                              : `color-mix(in srgb, var(--busy-soft), var(--accent-soft) ${Math.round((calls / most) * 100)}%)`,
                          boxShadow:
                            calls === 0
                              ? "none"
                              : `inset 0 -${Math.max(1, Math.round((calls / most) * 8))}px 0 var(--accent)`,
                        }}
                      >
                        {calls > 0 && count(calls)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}
