import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "~/api/names";
import { since, whole } from "~/format";
import { useNow, useTopic } from "~/live/hooks";
import { Badge } from "~/ui/badge";
import { CallActions } from "~/ui/call-actions";
import { Grid, type GridColumn } from "~/ui/grid";
import { Empty, Loading } from "~/ui/told";
import { StatusBadge } from "~/ui/words";
import { useOpenCall } from "../address";
import { Box } from "../Box";
import { DirectionIcon, nameOf, Person } from "../who";
import { inOrder, type LiveCall } from "./order";

/** Calls that live, as the switch tells of them. */
export function LiveCalls() {
  const { t } = useTranslation();
  const calls = useTopic("calls");
  const { id, open } = useOpenCall();
  const rows = useMemo(() => inOrder(calls ?? []), [calls]);
  const waiting = rows.filter((call) => call.status === "waiting").length;
  const columns = useColumns();
  const openCall = useCallback((call: LiveCall) => open(call.id), [open]);
  return (
    <Box
      title={t("calls.live.title")}
      tools={
        <span aria-live="polite" className="flex gap-1.5">
          <Badge tone="good">{t("calls.live.count", { count: rows.length })}</Badge>
          {waiting > 0 && <Badge tone="warn">{t("calls.live.waiting", { count: waiting })}</Badge>}
        </span>
      }
    >
      {calls === undefined ? (
        <Loading />
      ) : (
        <Grid
          caption={t("calls.live.title")}
          columns={columns}
          template="grid-cols-[minmax(0,1fr)_auto_auto]"
          rows={rows}
          rowKey={rowKey}
          rowHeight={64}
          onOpen={openCall}
          openKey={id}
          total={rows.length}
        >
          {rows.length === 0 && <Empty>{t("calls.live.empty")}</Empty>}
        </Grid>
      )}
    </Box>
  );
}

const rowKey = (call: LiveCall) => call.id;

function useColumns(): GridColumn<LiveCall>[] {
  const { t } = useTranslation();
  const names = useNames();
  return useMemo(
    () => [
      { id: "who", title: t("calls.column.call"), cell: (call) => <Who call={call} names={names} /> },
      {
        id: "state",
        title: t("calls.column.state"),
        className: "text-right",
        cell: (call) => (
          <div className="grid justify-items-end gap-0.5">
            <StatusBadge status={call.status} />
            <span className="text-sm text-muted" title={whole(call.since ?? call.started_at)}>
              <Since at={call.since ?? call.started_at} />
            </span>
          </div>
        ),
      },
      {
        id: "actions",
        title: <span className="sr-only">{t("common.more")}</span>,
        cell: (call) => (
          <CallActions
            call={call.id}
            who={nameOf(names, call.caller, call.caller_name) ?? call.caller ?? t("calls.nobody")}
          />
        ),
      },
    ],
    [t, names],
  );
}

function Since({ at }: { at: string | null | undefined }) {
  return <>{since(at, useNow())}</>;
}

function Who({ call, names }: { call: LiveCall; names: ReturnType<typeof useNames> }) {
  const { t } = useTranslation();
  const way = [call.queue ?? call.dialed, ...call.with.map((one) => names(one) ?? one)];
  return (
    <div className="flex min-w-0 items-center gap-2">
      <DirectionIcon direction={call.direction} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <Person name={nameOf(names, call.caller, call.caller_name)} number={call.caller} />
        </p>
        <p className="truncate text-sm text-muted">
          <span aria-hidden>→ </span>
          <span className="sr-only">{t("calls.to")} </span>
          <bdi>{way.filter(Boolean).join(" · ")}</bdi>
        </p>
      </div>
    </div>
  );
}
