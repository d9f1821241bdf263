import { useQuery } from "@tanstack/react-query";
import { api, type Schemas, told } from "~/api/client";
import { useOwnCalls, useOwnKey } from "../own";
import { useAgainWhen } from "./settles";

const SHOWN = 15;

/** The own calls that are over, the latest first; asked again when a call ends. */
export function useRecentCalls() {
  const agent = useOwnKey();
  const ids = useOwnCalls()
    ?.map(({ id }) => id)
    .join();
  useAgainWhen(ids, ["own-calls", "own-figures"]);
  return useQuery({
    queryKey: ["own-calls", agent],
    enabled: agent !== null,
    queryFn: () =>
      told(
        api.GET("/api/calls", {
          params: { query: { limit: SHOWN, live: false, ...(agent && { agent }) } },
        }),
      ),
    refetchInterval: 60_000,
  });
}

/** How long a call that is over asks what it was about. */
const ASKS_MS = 15 * 60_000;
const ASK_MOST = 3;

/** The calls with which the agent spoke and about which something is still to be said. */
export function toBeSaid(
  calls: readonly Schemas["CallItem"][],
  closed: readonly string[],
  now: number,
): Schemas["CallItem"][] {
  return calls
    .filter((call) => call.ended_at && call.talk_s && !closed.includes(call.id))
    .filter((call) => now - Date.parse(call.ended_at ?? "") < ASKS_MS)
    .slice(0, ASK_MOST);
}
