import { useTranslation } from "react-i18next";
import { count, localeOf } from "~/format";
import { Table } from "~/ui/table";
import { Empty } from "~/ui/told";
import { CsvLink } from "./CsvLink";
import type { Asked } from "./period";
import { type Line, type Report, value } from "./report";
import { WithTable } from "./WithTable";

const HEIGHT = 200;
const parts = [
  { figure: "calls-answered", colour: "var(--good)" },
  { figure: "calls-no-answer", colour: "var(--bad)" },
  { figure: "calls-failed", colour: "var(--warn)" },
  { figure: "calls-self-service", colour: "var(--field)" },
];

/** Calls over the time, by how they ended. */
export function Trend({ report, asked }: { report: Report; asked: Asked }) {
  const { t, i18n } = useTranslation();
  const title = t(report.by === "hour" ? "dashboard.trend_hours" : "dashboard.trend_days");
  const rows = report.rows;
  const most = Math.max(0, ...rows.map((row) => value(report, row, "calls") ?? 0));
  const label = (row: Line, short = false) => {
    const at = Date.parse(row.time[0]?.from ?? "");
    const options: Intl.DateTimeFormatOptions =
      report.by === "hour"
        ? { hour: "2-digit", ...(short ? {} : { minute: "2-digit" }) }
        : { day: "numeric", month: "short" };
    return Number.isNaN(at)
      ? ""
      : new Intl.DateTimeFormat(localeOf(i18n.language), { ...options, timeZone: report.zone }).format(at);
  };
  const each = Math.max(1, Math.ceil(rows.length / 6));
  const picture =
    most === 0 ? (
      <Empty>{t("dashboard.nothing")}</Empty>
    ) : (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <div className="flex" aria-hidden="true">
          <div className="flex w-10 shrink-0 flex-col justify-between pr-2 pb-6 text-right text-xs text-muted">
            <span>{count(most)}</span>
            <span>{count(Math.round(most / 2))}</span>
            <span>0</span>
          </div>
          <div
            className="flex min-w-0 flex-1 gap-px border-b border-l border-line sm:gap-1"
            style={{ height: HEIGHT + 24 }}
          >
            {rows.map((row, index) => (
              <div
                key={row.bucket}
                className="flex min-w-0 flex-1 flex-col justify-end"
                title={`${label(row)}: ${count(value(report, row, "calls"))}`}
              >
                {parts.map(({ figure, colour }) => {
                  const height = ((value(report, row, figure) ?? 0) / most) * HEIGHT;
                  return height > 0 ? <div key={figure} style={{ height, background: colour }} /> : null;
                })}
                <div className="relative h-6 text-xs whitespace-nowrap text-muted">
                  {index % each === 0 && <span className="absolute bottom-0 left-0">{label(row, true)}</span>}
                </div>
              </div>
            ))}
          </div>
        </div>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {parts.map(({ figure, colour }) => (
            <li key={figure} className="flex items-center gap-2">
              <span aria-hidden className="size-3 rounded-sm" style={{ background: colour }} />
              {t(`dashboard.figure.${figure}`)}
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <WithTable
      title={title}
      picture={picture}
      tools={<CsvLink title={title} scope="floor" asked={asked} by={report.by} />}
      table={
        <Table
          caption={title}
          rows={rows}
          rowKey={(row) => row.bucket ?? ""}
          columns={[
            { id: "at", title: t("dashboard.at"), cell: (row) => label(row) },
            ...["calls", ...parts.map(({ figure }) => figure)].map((figure) => ({
              id: figure,
              title: t(`dashboard.figure.${figure}`),
              right: true,
              cell: (row: Line) => count(value(report, row, figure)),
            })),
          ]}
        />
      }
    />
  );
}
