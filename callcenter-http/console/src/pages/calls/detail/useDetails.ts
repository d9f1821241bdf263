import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, told } from "~/api/client";
import { useRow } from "~/live/hooks";

const AGAIN_MS = 1_000;
/** A call that ended is closed some seconds later. */
const CLOSING_MS = 2_000;
const LIVING_MS = 15_000;

/** All that is known of a call; while it lives, asked anew whenever the switch tells something of it. */
export function useDetails(id: string) {
  const living = useRef(false);
  const query = useQuery({
    queryKey: ["calls", "details", id],
    queryFn: ({ signal }) => told(api.GET("/api/calls/{id}/details", { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.live ? (living.current ? LIVING_MS : CLOSING_MS) : false),
  });
  const row = useRow("calls", query.data?.live === false ? null : (query.data?.id ?? id));
  living.current = row !== undefined;

  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const seen = useRef(row);
  useEffect(() => {
    if (seen.current === row) return;
    seen.current = row;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ["calls", "details", id] });
    }, AGAIN_MS);
  }, [row, id, queries]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return { ...query, row };
}

export function useRecordings(id: string, wanted: boolean) {
  return useQuery({
    queryKey: ["calls", "recordings", id, wanted],
    queryFn: ({ signal }) => told(api.GET("/api/calls/{id}/recordings", { params: { path: { id } }, signal })),
    enabled: wanted,
  });
}
