// Who is behind a number of the house: phones and agents by their names.
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTopic } from "~/live/hooks";
import { api, told } from "./client";

const PAGE = 500;
/** Pages that are asked for at most: names of 10 000 phones. */
const PAGES_MAX = 20;

async function phones(): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { items, next } = await told(api.GET("/api/extensions", { params: { query: { limit: PAGE, cursor } } }));
    for (const { number, name } of items) if (name) names[number] = name;
    if (!next) break;
    cursor = next;
  }
  return names;
}

/** The name of a phone or agent, if it has one. */
export function useNames(): (number: string | null | undefined) => string | undefined {
  const { data } = useQuery({ queryKey: ["extensions", "names"], queryFn: phones, staleTime: 300_000 });
  const agents = useTopic("agents");
  return useCallback(
    (number) => {
      if (!number) return undefined;
      return data?.[number] ?? agents?.find((agent) => agent.agent === number)?.name ?? undefined;
    },
    [data, agents],
  );
}
