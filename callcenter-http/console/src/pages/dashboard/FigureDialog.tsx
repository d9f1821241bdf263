import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, told } from "~/api/client";
import { moment } from "~/format";
import { Dialog } from "~/ui/dialog";
import { Table } from "~/ui/table";
import { Empty, Loading, Wrong } from "~/ui/told";
import { StatusBadge } from "~/ui/words";
import type { Opened } from "./FigureCard";
import { type Asked, asQuery } from "./period";
import { written } from "./report";

const MOST = 100;

/** What a figure means, and the calls that it is made of. */
export function FigureDialog({ opened, asked, onClose }: { opened: Opened | null; asked: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const definitions = useQuery({
    queryKey: ["definitions"],
    queryFn: () => told(api.GET("/api/reports/definitions")),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: opened !== null,
  });
  const behind = useQuery({
    queryKey: ["behind", opened, asked],
    enabled: opened !== null,
    queryFn: () => {
      const { scope, figure, name } = opened as Opened;
      const query = { scope, figure, limit: MOST, ...asQuery(asked), ...(name ? { name } : {}) };
      return told(api.GET("/api/reports/calls", { params: { query } }));
    },
  });
  if (!opened) return null;
  const definition = definitions.data?.items.find(
    (one) => one.id === opened.figure && one.scopes.includes(opened.scope),
  );
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={[t(`dashboard.figure.${opened.figure}`), opened.name].filter(Boolean).join(" · ")}
    >
      <div className="grid gap-4">
        {definition && (
          <div className="rounded-lg bg-raised p-3">
            <p>{definition.means}</p>
            <p className="text-sm text-muted">
              {definition.name} · {t(`dashboard.attribution.${definition.attribution}`)}
            </p>
          </div>
        )}
        {behind.isPending && <Loading />}
        {behind.isError && <Wrong error={behind.error} again={() => void behind.refetch()} />}
        {behind.data && (
          <>
            <Table
              caption={t("dashboard.calls_behind")}
              rows={behind.data.calls}
              rowKey={(call) => `${call.id}-${call.name ?? ""}`}
              empty={
                <Empty>
                  {behind.data.rows.length > 0
                    ? t("dashboard.no_calls_but_rows", { count: behind.data.rows.length })
                    : t("dashboard.no_calls")}
                </Empty>
              }
              columns={[
                {
                  id: "at",
                  title: t("dashboard.at"),
                  cell: (call) => (
                    <Link className="whitespace-nowrap underline" to={`/calls/${encodeURIComponent(call.id)}`}>
                      {moment(call.started_at)}
                    </Link>
                  ),
                },
                { id: "caller", title: t("dashboard.caller"), cell: (call) => call.caller ?? "–" },
                { id: "dialed", title: t("dashboard.dialed"), from: "md", cell: (call) => call.dialed ?? "–" },
                { id: "by", title: t("dashboard.answered_by"), from: "sm", cell: (call) => call.answered_by ?? "–" },
                { id: "status", title: t("dashboard.status"), cell: (call) => <StatusBadge status={call.status} /> },
                {
                  id: "adds",
                  title: t("dashboard.adds"),
                  right: true,
                  cell: (call) => written(definition?.unit ?? "count", call.adds),
                },
              ]}
            />
            {behind.data.more && <p className="text-sm text-muted">{t("dashboard.more_calls", { count: MOST })}</p>}
          </>
        )}
      </div>
    </Dialog>
  );
}
