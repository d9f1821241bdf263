import { useQuery } from "@tanstack/react-query";
import { api, type Schemas, told } from "~/api/client";
import { useOwnKey } from "../own";

type Call = Pick<Schemas["CallItem"], "caller" | "caller_name" | "dialed">;

/** With whom a call was: the number, and the name that the network told or that the directory knows. */
export function usePartner(call: Call): { number: string | null; name: string | null } {
  const own = useOwnKey();
  const outgoing = call.caller === own;
  const number = (outgoing ? call.dialed : call.caller) || null;
  const named = (!outgoing && call.caller_name) || null;
  const { data } = useQuery({
    queryKey: ["who", number],
    enabled: number !== null && named === null,
    queryFn: () => told(api.GET("/api/customers/lookup", { params: { query: { number: number ?? "" } } })),
    staleTime: 5 * 60_000,
    retry: false,
  });
  const found = data?.items[0]?.customer;
  return { number, name: named ?? (found?.name || found?.company || null) };
}
