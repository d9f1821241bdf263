// Calls of the past, page by page. What ends meanwhile is counted, and shown when nobody reads further down.
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, type Schemas, told } from "~/api/client";
import { live } from "~/live/connection";
import { useTopic } from "~/live/hooks";
import { asked, type Filter } from "./filter";

const PAGE = 100;
/** The switch's server closes a call's record some seconds after its end. */
const CLOSED_AFTER_MS = 3_500;

export type PastCall = Schemas["CallItem"];

export function useHistory(filter: Filter, isAtTop: () => boolean) {
  const key = useMemo(() => ["calls", "history", filter] as const, [filter]);
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      told(
        api.GET("/api/calls", {
          params: { query: { ...asked(filter, live.now()), limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 60_000,
  });
  const calls = useMemo(() => {
    // A call that began anew on a later page is the same row.
    const rows = new Map<string, PastCall>();
    for (const page of query.data?.pages ?? []) for (const call of page.items) rows.set(call.id, call);
    return [...rows.values()];
  }, [query.data]);

  const queries = useQueryClient();
  const again = useCallback(() => {
    // From the first page on: what was read further down would be asked for page by page.
    queries.setQueryData(key, (old: typeof query.data) =>
      old ? { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) } : old,
    );
    return queries.invalidateQueries({ queryKey: key });
  }, [queries, key]);

  const [ended, setEnded] = useState(0);
  const forget = useCallback(() => setEnded(0), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what ended is counted for each list anew
  useEffect(forget, [key, forget]);
  useEnded(
    useCallback(
      (count: number) => {
        if (isAtTop() && (filter.order === "newest" || filter.order === "longest_wait")) void again();
        else setEnded((before) => before + count);
      },
      [again, isAtTop, filter.order],
    ),
  );
  const showEnded = useCallback(() => {
    setEnded(0);
    return again();
  }, [again]);
  return { ...query, calls, ended, showEnded };
}

/** Tells how many calls ended, a little later and together. */
function useEnded(tell: (count: number) => void) {
  const calls = useTopic("calls");
  const before = useRef<Set<string>>(undefined);
  const count = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(tell);
  latest.current = tell;
  useEffect(() => {
    if (!calls) return;
    const now = new Set(calls.map((call) => call.id));
    if (before.current) count.current += [...before.current].filter((id) => !now.has(id)).length;
    before.current = now;
    if (count.current === 0 || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const ended = count.current;
      count.current = 0;
      latest.current(ended);
    }, CLOSED_AFTER_MS);
  }, [calls]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
