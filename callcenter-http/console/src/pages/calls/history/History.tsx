import { Mic } from "lucide-react";
import { type RefObject, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "~/api/names";
import { moment, span, whole } from "~/format";
import { Button } from "~/ui/button";
import { Grid, type GridColumn, type GridHandle } from "~/ui/grid";
import { Empty, Loading, Wrong } from "~/ui/told";
import { StatusBadge } from "~/ui/words";
import { useFilter, useOpenCall } from "../address";
import { Box } from "../Box";
import { DirectionIcon, nameOf, Person } from "../who";
import { Export } from "./Export";
import { Filters } from "./Filters";
import { everything, narrowings } from "./filter";
import { type PastCall, useHistory } from "./useHistory";

const ROW = 60;

/** Calls that are over, newest first: searched, narrowed, read on as one scrolls. */
export function History({
  search,
  handle,
}: {
  search: RefObject<HTMLInputElement | null>;
  handle: RefObject<GridHandle | null>;
}) {
  const { t } = useTranslation();
  const { filter, setFilter } = useFilter();
  const { id, open } = useOpenCall();
  const isAtTop = useCallback(() => handle.current?.isAtTop() ?? true, [handle]);
  const list = useHistory(filter, isAtTop);
  const columns = useColumns();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const openCall = useCallback((call: PastCall) => open(call.id), [open]);
  const narrowed = narrowings(filter) > 0 || filter.q !== "" || filter.period !== "all";

  return (
    <Box title={t("calls.history.title")} tools={<Export filter={filter} />}>
      <Filters filter={filter} onChange={setFilter} search={search} />
      <div aria-live="polite" className="contents">
        {list.ended > 0 && (
          <div className="border-b border-line px-4 py-2">
            <Button small className="w-full" onClick={() => void list.showEnded()}>
              {t("calls.history.ended", { count: list.ended })}
            </Button>
          </div>
        )}
      </div>
      {list.isPending ? (
        <Loading />
      ) : list.isError && list.calls.length === 0 ? (
        <div className="p-4">
          <Wrong error={list.error} again={() => void list.refetch()} />
        </div>
      ) : (
        <Grid
          caption={t("calls.history.title")}
          columns={columns}
          template="grid-cols-[minmax(0,1fr)_auto] @md:grid-cols-[minmax(0,1fr)_4.5rem_8.5rem] @xl:grid-cols-[minmax(0,1fr)_4rem_4rem_9rem]"
          headed={list.calls.length > 0}
          rows={list.calls}
          rowKey={rowKey}
          rowHeight={ROW}
          onOpen={openCall}
          openKey={id}
          onEnd={onEnd}
          total={list.hasNextPage ? undefined : list.calls.length}
          handle={handle}
        >
          {list.calls.length === 0 && (
            <Empty>
              <p>{t("calls.history.empty")}</p>
              {narrowed && (
                <Button small className="mt-3" onClick={() => setFilter(everything)}>
                  {t("calls.filter.clear")}
                </Button>
              )}
            </Empty>
          )}
          {isFetchingNextPage && <Loading />}
          {isFetchNextPageError && (
            <div className="p-4">
              <Wrong error={list.error} again={() => void fetchNextPage()} />
            </div>
          )}
        </Grid>
      )}
    </Box>
  );
}

const rowKey = (call: PastCall) => call.id;

function useColumns(): GridColumn<PastCall>[] {
  const { t } = useTranslation();
  const names = useNames();
  return useMemo(
    () => [
      {
        id: "who",
        title: t("calls.column.call"),
        cell: (call) => <Who call={call} names={names} />,
      },
      {
        id: "wait",
        title: t("calls.column.wait"),
        className: "hidden text-right @xl:block",
        cell: (call) => span(call.wait_s),
      },
      {
        id: "talk",
        title: t("calls.column.talk"),
        className: "hidden text-right @md:block",
        cell: (call) => (call.answered_at ? span(call.talk_s) : span(null)),
      },
      {
        id: "end",
        title: t("calls.column.end"),
        className: "text-right",
        cell: (call) => (
          <div className="grid justify-items-end gap-0.5">
            <span className="max-w-full overflow-hidden">
              <StatusBadge status={call.status} />
            </span>
            <time dateTime={call.started_at ?? undefined} title={whole(call.started_at)} className="text-sm text-muted">
              {moment(call.started_at)}
            </time>
          </div>
        ),
      },
    ],
    [t, names],
  );
}

function Who({ call, names }: { call: PastCall; names: ReturnType<typeof useNames> }) {
  const { t } = useTranslation();
  const way = [
    call.dialed,
    call.queue,
    call.answered_by === "customer" ? null : (names(call.answered_by) ?? call.answered_by),
  ];
  return (
    <div className="flex min-w-0 items-center gap-2">
      <DirectionIcon direction={call.direction} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <Person name={nameOf(names, call.caller, call.caller_name)} number={call.caller} />
        </p>
        <p className="flex items-center gap-1.5 text-sm text-muted">
          <span className="truncate">
            <span aria-hidden>→ </span>
            <span className="sr-only">{t("calls.to")} </span>
            <bdi>{way.filter(Boolean).join(" · ")}</bdi>
          </span>
          {call.recordings > 0 && (
            <span title={t("calls.recorded")} className="shrink-0">
              <Mic size={13} aria-hidden />
              <span className="sr-only">{t("calls.recorded")}</span>
            </span>
          )}
        </p>
      </div>
    </div>
  );
}
