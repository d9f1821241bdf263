// Phones and agents as one list: what a phone does, and what its agent does.
import type { Schemas } from "~/api/client";

export type Phone = {
  number: string;
  name: string | undefined;
  phone: Schemas["ExtensionNow"] | undefined;
  agent: Schemas["LiveAgent"] | undefined;
};

export const groups = ["all", "free", "in_call", "not_ready", "offline", "no_agent"] as const;
export type Group = (typeof groups)[number];

/** Every phone with its agent; agents without a phone of their own too. */
export function together(
  phones: readonly Schemas["ExtensionNow"][],
  agents: readonly Schemas["LiveAgent"][],
  names: (number: string) => string | undefined,
): Phone[] {
  const rows = new Map<string, Phone>();
  for (const phone of phones) {
    rows.set(phone.number, { number: phone.number, name: names(phone.number), phone, agent: undefined });
  }
  for (const agent of agents) {
    const row = rows.get(agent.agent);
    if (row) row.agent = agent;
    else rows.set(agent.agent, { number: agent.agent, name: agent.name ?? undefined, phone: undefined, agent });
  }
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  return [...rows.values()].sort((a, b) => compare(a.number, b.number));
}

export function isIn({ phone, agent }: Phone, group: Group): boolean {
  const calls = phone !== undefined && phone.call_status !== "idle";
  switch (group) {
    case "all":
      return true;
    case "free":
      return phone?.status === "online" && !calls && (!agent || ["ready", "partly_ready"].includes(agent.activity));
    case "in_call":
      return calls;
    case "not_ready":
      return agent !== undefined && ["paused", "wrap_up"].includes(agent.activity);
    case "offline":
      return phone ? phone.status !== "online" : !agent?.reachable;
    case "no_agent":
      return agent === undefined;
  }
}

/** Whether a text stands in its number or name. */
export function matches({ number, name }: Phone, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  return !wanted || number.toLocaleLowerCase().includes(wanted) || Boolean(name?.toLocaleLowerCase().includes(wanted));
}
