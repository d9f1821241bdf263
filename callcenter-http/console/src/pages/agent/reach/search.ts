import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, told } from "~/api/client";
import { dialable } from "../who";

/** What somebody typed, once they paused. */
export function useSettled<T>(value: T, ms = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Colleagues, extensions and customers by name, firm or number; who is free is asked again after so long. */
export function useContacts(written: string, limit: number, againMs = 10_000) {
  // A number is looked for as it is dialled, however it was written.
  const number = /[0-9]/.test(written) && !/[a-z]{2}/i.test(written.replace(/^\w+:/, "")) ? dialable(written) : null;
  const q = useSettled(number ?? written.trim());
  return useQuery({
    queryKey: ["contacts", q, limit],
    queryFn: () => told(api.GET("/api/contacts", { params: { query: { ...(q && { q }), limit } } })),
    placeholderData: keepPreviousData,
    refetchInterval: againMs,
  });
}
