import { useTranslation } from "react-i18next";
import { Pie, PieChart, Tooltip } from "recharts";
import { count, percent } from "~/format";
import { Table } from "~/ui/table";
import { Empty } from "~/ui/told";
import { CsvButton } from "./CsvLink";
import { Hint } from "./Hint";
import { WithTable } from "./WithTable";

export type Slice = { key: string; title: string; value: number; colour: string };

/** Shares of a whole. */
export function Donut({ title, slices }: { title: string; slices: Slice[] }) {
  const { t } = useTranslation();
  const shown = slices.filter((slice) => slice.value > 0).sort((one, two) => two.value - one.value);
  const all = shown.reduce((sum, slice) => sum + slice.value, 0);
  const picture =
    all === 0 ? (
      <Empty>{t("dashboard.nothing")}</Empty>
    ) : (
      <div className="flex flex-wrap items-center gap-5">
        <PieChart
          className="shrink-0"
          width={160}
          height={160}
          margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
          aria-label={title}
        >
          <Pie
            data={shown.map((slice) => ({ value: slice.value, fill: slice.colour, slice }))}
            dataKey="value"
            innerRadius={53}
            outerRadius={75}
            startAngle={90}
            endAngle={-270}
            stroke="var(--surface)"
            rootTabIndex={-1}
          />
          <text
            x="50%"
            y="50%"
            textAnchor="middle"
            dominantBaseline="central"
            fontSize="24"
            fontWeight="600"
            fill="var(--ink)"
          >
            {count(all)}
          </text>
          <Tooltip
            content={({ payload }) => {
              const slice: Slice | undefined = payload[0]?.payload.slice;
              return (
                <Hint
                  lines={slice ? [{ ...slice, says: `${count(slice.value)} · ${percent(slice.value / all)}` }] : []}
                />
              );
            }}
          />
        </PieChart>
        <ul className="grid min-w-40 flex-1 gap-1">
          {shown.map((slice) => (
            <li key={slice.key} className="flex items-center gap-2">
              <span aria-hidden className="size-3 rounded-sm" style={{ background: slice.colour }} />
              <span className="flex-1">{slice.title}</span>
              <span>{count(slice.value)}</span>
              <span className="w-12 text-right text-muted">{percent(slice.value / all)}</span>
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <WithTable
      title={title}
      picture={picture}
      tools={
        all > 0 && (
          <CsvButton
            title={title}
            rows={[[title, t("dashboard.count")], ...shown.map((slice) => [slice.title, slice.value])]}
          />
        )
      }
      table={
        <Table
          caption={title}
          rows={shown}
          rowKey={(slice) => slice.key}
          columns={[
            { id: "title", title, cell: (slice) => slice.title },
            { id: "value", title: t("dashboard.count"), right: true, cell: (slice) => count(slice.value) },
            { id: "share", title: t("dashboard.share"), right: true, cell: (slice) => percent(slice.value / all, 1) },
          ]}
        />
      }
    />
  );
}
