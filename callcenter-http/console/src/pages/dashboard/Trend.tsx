import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { count, localeOf } from "~/format";
import { Table } from "~/ui/table";
import { Empty } from "~/ui/told";
import { CsvLink } from "./CsvLink";
import { Hint } from "./Hint";
import type { Asked } from "./period";
import { type Line, type Report, value } from "./report";
import { WithTable } from "./WithTable";

const parts = [
  { figure: "calls-answered", colour: "var(--good)" },
  { figure: "calls-no-answer", colour: "var(--bad)" },
  { figure: "calls-failed", colour: "var(--warn)" },
  { figure: "calls-self-service", colour: "var(--field)" },
];

const axis = { tick: { fill: "var(--muted)", fontSize: 12 }, tickLine: false, axisLine: { stroke: "var(--line)" } };

/** Calls over the time, by how they ended. */
export function Trend({ report, asked }: { report: Report; asked: Asked }) {
  const { t, i18n } = useTranslation();
  const title = t(report.by === "hour" ? "dashboard.trend_hours" : "dashboard.trend_days");
  const rows = report.rows;
  const locale = localeOf(i18n.language);
  // The same as long as nothing changes: bars move to new heights, and are not drawn anew.
  const bars = useMemo(
    () =>
      report.rows.map((row) => ({
        bucket: row.bucket,
        tick: begun(row, report, locale, true),
        row,
        ...Object.fromEntries(parts.map(({ figure }) => [figure, value(report, row, figure) ?? 0])),
      })),
    [report, locale],
  );
  const none = rows.every((row) => !value(report, row, "calls"));
  const picture = none ? (
    <Empty>{t("dashboard.nothing")}</Empty>
  ) : (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <BarChart
        responsive
        className="h-56 w-full"
        data={bars}
        aria-label={title}
        margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="12%"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="bucket"
          tickFormatter={(bucket: string) => bars.find((bar) => bar.bucket === bucket)?.tick ?? ""}
          interval="equidistantPreserveStart"
          minTickGap={16}
          {...axis}
        />
        <YAxis width={40} allowDecimals={false} tickFormatter={(calls: number) => count(calls)} {...axis} />
        <Tooltip
          cursor={{ fill: "var(--raised)" }}
          content={({ payload }) => {
            const row: Line | undefined = payload[0]?.payload.row;
            if (!row) return <Hint />;
            return (
              <Hint
                title={`${begun(row, report, locale)}: ${count(value(report, row, "calls"))}`}
                lines={parts.map(({ figure, colour }) => ({
                  key: figure,
                  colour,
                  title: t(`dashboard.figure.${figure}`),
                  says: count(value(report, row, figure)),
                }))}
              />
            );
          }}
        />
        {[...parts].reverse().map(({ figure, colour }) => (
          <Bar key={figure} dataKey={figure} stackId="calls" fill={colour} />
        ))}
      </BarChart>
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
            { id: "at", title: t("dashboard.at"), cell: (row) => begun(row, report, locale) },
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

/** When it was, in the report's own zone. */
function begun(row: Line, report: Report, locale: string, short = false): string {
  const at = Date.parse(row.time[0]?.from ?? "");
  if (Number.isNaN(at)) return "";
  const options: Intl.DateTimeFormatOptions =
    report.by === "hour"
      ? { hour: "2-digit", ...(short ? {} : { minute: "2-digit" }) }
      : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: report.zone }).format(at);
}
