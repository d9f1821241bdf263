import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "~/ui/panel";
import { type Column, type Sort, Table } from "~/ui/table";
import { Empty } from "~/ui/told";
import { CsvLink } from "./CsvLink";
import type { Opened } from "./FigureCard";
import type { Asked } from "./period";
import { type Line, type Report, value, versioned, type Whose, written } from "./report";

type Props = {
  title: string;
  report: Report;
  scope: Whose;
  asked: Asked;
  figures: string[];
  /** What each name is called. */
  names?: Map<string, string>;
  onOpen: (opened: Opened) => void;
};

/** Queues or agents side by side; the first figure as bars too. Each figure opens what is behind it. */
export function Compared({ title, report, scope, asked, figures, names, onOpen }: Props) {
  const { t } = useTranslation();
  const [sort, setSort] = useState<Sort>({ by: figures[0] ?? "", descending: true });
  const lines = report.totals.filter((line) => line.name !== null && line.name !== "" && line.name !== undefined);
  const known = (line: Line) => names?.get(line.name ?? "") ?? line.name ?? "";
  const first = figures[0] ?? "";
  const most = Math.max(1, ...lines.map((line) => value(report, line, first) ?? 0));
  const columns: Column<Line>[] = [
    {
      id: "name",
      title: t(`dashboard.whose.${scope}`),
      sortBy: known,
      cell: (line) => (
        <div className="min-w-28">
          <bdi className="font-medium">{known(line)}</bdi>
          <div aria-hidden className="mt-1 h-1.5 rounded-full bg-raised">
            <div
              className="h-full rounded-full bg-accent"
              style={{ width: `${((value(report, line, first) ?? 0) / most) * 100}%` }}
            />
          </div>
        </div>
      ),
    },
    ...figures.map((figure) => ({
      id: figure,
      title: t(`dashboard.figure.${figure}`),
      right: true,
      sortBy: (line: Line) => value(report, line, figure),
      cell: (line: Line) => (
        <button
          type="button"
          className="min-h-6 underline decoration-dotted underline-offset-4"
          onClick={() => onOpen({ scope, figure, name: line.name ?? "" })}
        >
          {written(report.definitions[versioned(report, figure)]?.unit ?? "count", value(report, line, figure))}
        </button>
      ),
    })),
  ];
  return (
    <Panel flush title={title} tools={<CsvLink title={title} scope={scope} asked={asked} />}>
      <Table
        caption={title}
        columns={columns}
        rows={lines}
        rowKey={(line) => line.name ?? ""}
        sort={sort}
        onSort={setSort}
        empty={<Empty>{t("dashboard.nothing")}</Empty>}
      />
    </Panel>
  );
}
