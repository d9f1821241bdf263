import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, type Schemas, told } from "~/api/client";
import { useMe } from "~/app/session";
import { useRow, useTopic } from "~/live/hooks";
import type { Can } from "./who";

/** The agent that who is logged in is, by his key; `null` for who is none. */
export const useOwnKey = (): string | null => useMe().user.agent ?? null;

/** The own agent as he stands: `undefined` until that is known, `null` if the switch knows nothing of him. */
export function useOwnAgent(): Schemas["LiveAgent"] | null | undefined {
  const key = useOwnKey();
  const known = useTopic("agents") !== undefined;
  const row = useRow("agents", key);
  return known ? (row ?? null) : undefined;
}

/** The own calls, the oldest first. */
export function useOwnCalls(): readonly Schemas["OwnCall"][] | undefined {
  const rows = useTopic("own");
  return useMemo(
    () => rows && [...rows].sort((a, b) => (a.call.started_at ?? "").localeCompare(b.call.started_at ?? "")),
    [rows],
  );
}

/** What can be done about an own call; asked anew whenever the call stands otherwise. */
export function useCan({ id, leg, phone, call }: Schemas["OwnCall"]): Can | undefined {
  const stands = `${phone} ${call.status} ${call.legs.map((one) => `${one.leg}${one.up}${one.holding}`).join()}`;
  const { data } = useQuery({
    queryKey: ["can", id, leg, stands],
    queryFn: () => told(api.GET("/api/calls/{id}/capabilities", { params: { path: { id }, query: { leg } } })),
    placeholderData: (before) => (before?.call_id === id && before.leg === leg ? before : undefined),
    // Something that is under way ends without the call standing otherwise.
    refetchInterval: (query) => (query.state.data?.controls.some(isUnderWay) ? 1_500 : false),
    retry: false,
    staleTime: 5_000,
    gcTime: 10_000,
  });
  return useMemo(() => data && new Map(data.controls.map((one) => [one.control, one])), [data]);
}

const isUnderWay = ({ control, possible, why }: Schemas["Capability"]) =>
  control === "attended_transfer" && !possible && Boolean(why);

export type PauseCode = Schemas["PauseCode"];

/** Why one may pause. */
export function usePauseCodes() {
  return useQuery({
    queryKey: ["pause-codes"],
    queryFn: () => told(api.GET("/api/pause-codes", { params: { query: { limit: 200 } } })),
    select: (page) => page.items.filter((code) => code.enabled !== false),
    staleTime: 60_000,
  });
}

/** What a call can be about, of those codes that are for its queue. */
export function useDispositionCodes(queue: string | null | undefined) {
  return useQuery({
    queryKey: ["dispositions"],
    queryFn: () => told(api.GET("/api/dispositions", { params: { query: { limit: 200 } } })),
    select: (page) =>
      page.items.filter(
        (code) => code.enabled !== false && (!code.queues?.length || (queue && code.queues.includes(queue))),
      ),
    staleTime: 60_000,
  });
}
