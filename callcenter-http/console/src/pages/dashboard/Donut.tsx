import { useTranslation } from "react-i18next";
import { count, percent } from "~/format";
import { Table } from "~/ui/table";
import { Empty } from "~/ui/told";
import { CsvButton } from "./CsvLink";
import { WithTable } from "./WithTable";

export type Slice = { key: string; title: string; value: number; colour: string };

const ROUND = 2 * Math.PI * 40;

/** Shares of a whole. */
export function Donut({ title, slices }: { title: string; slices: Slice[] }) {
  const { t } = useTranslation();
  const shown = slices.filter((slice) => slice.value > 0).sort((one, two) => two.value - one.value);
  const all = shown.reduce((sum, slice) => sum + slice.value, 0);
  let before = 0;
  const picture =
    all === 0 ? (
      <Empty>{t("dashboard.nothing")}</Empty>
    ) : (
      <div className="flex flex-wrap items-center gap-5">
        <svg viewBox="0 0 100 100" className="size-40 shrink-0" aria-hidden="true">
          {shown.map((slice) => {
            const length = (slice.value / all) * ROUND;
            const from = before;
            before += length;
            return (
              <circle
                key={slice.key}
                cx="50"
                cy="50"
                r="40"
                fill="none"
                stroke={slice.colour}
                strokeWidth="14"
                strokeDasharray={`${Math.max(0, length - 0.8)} ${ROUND}`}
                strokeDashoffset={-from}
                transform="rotate(-90 50 50)"
              />
            );
          })}
          <text
            x="50"
            y="50"
            textAnchor="middle"
            dominantBaseline="central"
            fontSize="15"
            fontWeight="600"
            fill="var(--ink)"
          >
            {count(all)}
          </text>
        </svg>
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
