import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { ask, type Row, type Rows, withQuery } from "./door";

/** Rows in one answer: as many as the server gives. */
const PAGE_ROWS = 200;
/** Pages that are fetched by themselves; who has more searches. */
const PAGES_MAX = 50;

type Wanted = { query?: Record<string, string | undefined> /** Fetch page after page until the end. */; all?: boolean };

/** A list, page after page. */
export function useRows(path: string, { query = {}, all = false }: Wanted = {}) {
  const asked = useInfiniteQuery({
    queryKey: ["admin", path, query],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) =>
      (await ask<Rows>("get", withQuery(path, { ...query, limit: PAGE_ROWS, cursor: pageParam }))).data,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const { hasNextPage, isFetching, fetchNextPage, data } = asked;
  const pages = data?.pages.length ?? 0;
  useEffect(() => {
    if (all && hasNextPage && !isFetching && pages < PAGES_MAX) void fetchNextPage();
  }, [all, hasNextPage, isFetching, fetchNextPage, pages]);
  const rows = useMemo<Row[] | undefined>(() => data?.pages.flatMap((page) => page.items), [data]);
  return { rows, asked };
}
