import { QueryClient } from "@tanstack/react-query";
import { Refused } from "./client";

/** What was asked lately. What the server refuses is not asked again; what did not get through is, twice. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => !(error instanceof Refused && error.status < 500) && count < 2,
      refetchOnWindowFocus: false,
    },
  },
});
