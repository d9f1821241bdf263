// What of this page stands in the address: the call that is open, the list's filter, the panel that a phone shows.
import { useCallback, useMemo } from "react";
import { useLocation, useNavigate, useParams, useSearchParams } from "react-router";
import { type Filter, read, write } from "./history/filter";

export const panels = ["history", "live", "phones"] as const;
export type PanelKey = (typeof panels)[number];

export function useOpenCall() {
  const { id } = useParams();
  const go = useNavigate();
  const { search } = useLocation();
  const open = useCallback(
    (call: string) => go({ pathname: `/calls/${encodeURIComponent(call)}`, search }),
    [go, search],
  );
  const close = useCallback(() => go({ pathname: "/calls", search }), [go, search]);
  return { id, open, close };
}

export function useFilter() {
  const [address, setAddress] = useSearchParams();
  // The panel of phones is no filter: the list stays the same.
  const text = [...address].filter(([name]) => name !== "panel").map((pair) => pair.map(encodeURIComponent).join("="));
  const query = text.join("&");
  const filter = useMemo(() => read(new URLSearchParams(query)), [query]);
  const setFilter = useCallback(
    (next: Filter, how?: { replace: boolean }) => setAddress((before) => write(next, before), how),
    [setAddress],
  );
  return { filter, setFilter };
}

export function usePanel() {
  const [address, setAddress] = useSearchParams();
  const said = address.get("panel");
  const panel = panels.find((one) => one === said) ?? "history";
  const setPanel = (next: PanelKey) =>
    setAddress(
      (before) => {
        const address = new URLSearchParams(before);
        if (next === "history") address.delete("panel");
        else address.set("panel", next);
        return address;
      },
      { replace: true },
    );
  return { panel, setPanel };
}
