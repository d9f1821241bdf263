import { useQuery } from "@tanstack/react-query";
import { PhoneIncoming } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";
import { Wrong } from "~/ui/told";
import { useAct } from "../act";
import { usePartner } from "../after/name";
import { useAgainWhen } from "../after/settles";
import { retrieve } from "../control";
import { useOwnCalls, useOwnKey } from "../own";

/** A caller who is parked hangs up, or comes back: that is seen soon. */
const WHILE_PARKED_MS = 2_000;

/** Who waits where the agent parked them, and how to take them up again; nothing while nobody does. */
export function Parked() {
  const { t } = useTranslation();
  const agent = useOwnKey();
  const own = useOwnCalls()
    ?.map(({ id, phone }) => `${id} ${phone}`)
    .join();
  useAgainWhen(own, ["parked"]);
  const asked = useQuery({
    queryKey: ["parked", agent],
    enabled: agent !== null,
    queryFn: () =>
      told(
        api.GET("/api/calls", { params: { query: { live: true, status: "parked", limit: 20, agent: agent ?? "" } } }),
      ),
    refetchInterval: (query) => (query.state.data?.items.length ? WHILE_PARKED_MS : false),
  });
  if (asked.isError) return <Wrong error={asked.error} again={() => void asked.refetch()} />;
  if (!asked.data?.items.length) return null;
  return (
    <Panel title={t("agent.parked_calls")} flush>
      <ul>
        {asked.data.items.map((call) => (
          <Row key={call.id} call={call} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ call }: { call: Schemas["CallItem"] }) {
  const { t } = useTranslation();
  const { busy, act } = useAct();
  const { name, number } = usePartner(call);
  const who = name ?? number ?? t("agent.unknown_caller");
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-0">
      <span className="grid min-w-0 flex-1 leading-snug">
        <bdi className="truncate font-medium">{who}</bdi>
        <span className="truncate text-sm text-muted">
          {name && <bdi>{number}</bdi>} {call.queue}
        </span>
      </span>
      <Button
        look="good"
        icon={<PhoneIncoming size={18} aria-hidden />}
        busy={busy !== null}
        aria-label={`${t("agent.retrieve")}: ${who}`}
        onClick={() => void act("retrieve", () => retrieve(call.id), t("agent.retrieving"))}
      >
        {t("agent.retrieve")}
      </Button>
    </li>
  );
}
