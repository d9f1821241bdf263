// The page of metrics as Prometheus reads it; figures without labels are all that is shown here.

/** Figures by name; of those with labels none. */
export function figuresOf(page: string): ReadonlyMap<string, number> {
  const figures = new Map<string, number>();
  for (const line of page.split("\n")) {
    const said = /^([a-z_:][a-z0-9_:]*) (\S+)/i.exec(line);
    if (said?.[1] && !Number.isNaN(Number(said[2]))) figures.set(said[1], Number(said[2]));
  }
  return figures;
}

/** What is shown, and from which value on it is worth a look. */
export const watched: { name: string; badFrom?: number; badBelow?: number }[] = [
  { name: "callcenter_journal_waiting", badFrom: 10_000 },
  { name: "callcenter_journal_uncommitted", badFrom: 10_000 },
  { name: "callcenter_spool_entries", badFrom: 1 },
  { name: "callcenter_spool_bytes", badFrom: 1 },
  { name: "callcenter_poisoned_total", badFrom: 1 },
  { name: "callcenter_link_overflows_total", badFrom: 1 },
  { name: "callcenter_clock_steps_total", badFrom: 1 },
  { name: "callcenter_live_clients" },
  { name: "callcenter_live_cut_total", badFrom: 1 },
  { name: "callcenter_live_failures_total", badFrom: 1 },
  { name: "callcenter_entries_total" },
  { name: "callcenter_calls_kept" },
];
