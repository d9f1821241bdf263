import { Phone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "~/api/client";
import { span, time } from "~/format";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";
import { type Column, Table } from "~/ui/table";
import { Empty, Loading, Wrong } from "~/ui/told";
import { StatusBadge } from "~/ui/words";
import { useAct } from "../act";
import { callNumber } from "../control";
import { useOwnKey } from "../own";
import { useRecentCalls } from "./recent";

/** The own calls that were last. */
export function Today() {
  const { t } = useTranslation();
  const own = useOwnKey();
  const recent = useRecentCalls();
  const { busy, act } = useAct();
  const partner = (call: Schemas["CallItem"]) => (call.caller === own ? call.dialed : call.caller);

  const columns: Column<Schemas["CallItem"]>[] = [
    {
      id: "at",
      title: t("agent.at"),
      className: "whitespace-nowrap",
      cell: (call) => (
        <Link to={`/calls/${call.id}`} className="underline">
          {time(call.started_at)}
        </Link>
      ),
    },
    {
      id: "who",
      title: t("agent.who"),
      cell: (call) => (
        <span className="grid max-w-32 leading-snug sm:max-w-64">
          <bdi className="truncate">
            {(call.caller !== own && call.caller_name) ||
              partner(call) ||
              t(call.caller === own ? "agent.outgoing" : "agent.unknown_caller")}
          </bdi>
          <span className="truncate text-sm text-muted">
            {t(`words.direction.${call.direction}`)}
            {call.queue && ` · ${call.queue}`}
          </span>
        </span>
      ),
    },
    { id: "status", title: t("agent.status"), cell: (call) => <StatusBadge status={call.status} />, from: "sm" },
    { id: "talk", title: t("agent.talked"), cell: (call) => span(call.talk_s), right: true },
    {
      id: "back",
      title: <span className="sr-only">{t("agent.call_back")}</span>,
      right: true,
      cell: (call) => {
        const number = partner(call);
        if (!number) return null;
        return (
          <Button
            small
            look="quiet"
            className="size-11 sm:size-9"
            busy={busy === call.id}
            icon={<Phone size={18} aria-hidden />}
            label={t("agent.call_who", { who: number })}
            onClick={() => void act(call.id, () => callNumber(number), t("agent.calling", { to: number }))}
          />
        );
      },
    },
  ];

  return (
    <Panel
      flush
      title={t("agent.last_calls")}
      tools={
        <Link to="/calls" className="text-sm underline">
          {t("agent.all_calls")}
        </Link>
      }
    >
      {recent.isError ? (
        <div className="p-4">
          <Wrong error={recent.error} again={() => void recent.refetch()} />
        </div>
      ) : !recent.data ? (
        <Loading />
      ) : (
        <Table
          caption={t("agent.last_calls")}
          columns={columns}
          rows={recent.data.items}
          rowKey={(call) => call.id}
          empty={<Empty>{t("agent.no_calls_yet")}</Empty>}
        />
      )}
    </Panel>
  );
}
