import { useTranslation } from "react-i18next";
import { useNames } from "~/api/names";
import { span, time } from "~/format";
import { Table } from "~/ui/table";
import type { Flow } from "./flow";
import { laneName, resultOf, short } from "./words";

/** The same as the drawing, as a table. */
export function FlowTable({ flow, now }: { flow: Flow; now: number }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <div className="rounded-lg border border-line">
      <Table
        caption={t("calls.flow.title")}
        rows={flow.marks}
        rowKey={(mark) => mark.id}
        columns={[
          { id: "at", title: t("calls.column.from"), cell: (mark) => time(mark.from) },
          {
            id: "span",
            title: t("calls.column.span"),
            right: true,
            cell: (mark) =>
              mark.until === mark.from
                ? ""
                : `${span(((mark.until ?? now) - mark.from) / 1_000)}${mark.until === null ? " …" : ""}`,
          },
          {
            id: "who",
            title: t("calls.column.party"),
            cell: (mark) => {
              const lane = flow.lanes[mark.lane];
              return <bdi>{lane && laneName(lane, names, t)}</bdi>;
            },
          },
          { id: "what", title: t("calls.column.what"), cell: (mark) => <bdi>{short(mark, names, t)}</bdi> },
          { id: "how", title: t("calls.column.result"), cell: (mark) => resultOf(mark, t) ?? "" },
        ]}
      />
    </div>
  );
}
