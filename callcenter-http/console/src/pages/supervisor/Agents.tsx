import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { Schemas } from "~/api/client";
import { percent, since } from "~/format";
import { useNow, useTopic } from "~/live/hooks";
import { CallActions } from "~/ui/call-actions";
import { Input, Select } from "~/ui/field";
import { Panel } from "~/ui/panel";
import { type Column, type Sort, Table } from "~/ui/table";
import { Empty, Loading } from "~/ui/told";
import { ActivityBadge } from "~/ui/words";
import { AgentActions } from "./AgentActions";
import { type AgentToday, useToday } from "./figures";

type Agent = Schemas["LiveAgent"];

const activities: Schemas["AgentActivity"][] = [
  "ready",
  "partly_ready",
  "ringing",
  "talking",
  "wrap_up",
  "paused",
  "away",
];

/** Every agent, what he does and for how long, and what can be done about it. */
export function Agents() {
  const { t } = useTranslation();
  const agents = useTopic("agents");
  const today = useToday();
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  if (!agents) return <Loading />;

  const queues = [...new Set(agents.flatMap((agent) => agent.queues.map((one) => one.queue)))].sort();
  const wanted = (params.get("q") ?? "").toLowerCase();
  const sort: Sort = { by: params.get("sort") ?? "activity", descending: params.get("down") === "1" };
  const rows = agents
    .filter((agent) => !params.get("queue") || agent.queues.some((one) => one.queue === params.get("queue")))
    .filter((agent) => !params.get("state") || agent.activity === params.get("state"))
    .filter((agent) => `${agent.agent} ${agent.name ?? ""} ${agent.call?.number ?? ""}`.toLowerCase().includes(wanted))
    .sort((one, two) => nameOf(one).localeCompare(nameOf(two)));

  const columns: Column<Agent>[] = [
    {
      id: "agent",
      title: t("roles.agent"),
      sortBy: nameOf,
      cell: (agent) => (
        <div className="min-w-24">
          <bdi className="font-medium">{nameOf(agent)}</bdi>
          <div className="text-sm text-muted">{agent.agent}</div>
        </div>
      ),
    },
    {
      id: "activity",
      title: t("supervisor.state"),
      sortBy: (agent) => activities.indexOf(agent.activity),
      cell: (agent) => <ActivityBadge activity={agent.activity} reason={agent.reason} />,
    },
    {
      id: "since",
      title: t("supervisor.time"),
      right: true,
      sortBy: (agent) => agent.since,
      cell: (agent) => <Since at={agent.since} />,
    },
    { id: "call", title: t("supervisor.call"), from: "md", cell: (agent) => <OwnCall agent={agent} /> },
    {
      id: "queues",
      title: t("supervisor.queues"),
      from: "xl",
      cell: (agent) => agent.queues.map((one) => one.queue).join(", "),
    },
    {
      id: "today",
      title: t("supervisor.today"),
      from: "lg",
      cell: (agent) => <Day today={today.agents.get(agent.agent)} />,
    },
    {
      id: "do",
      title: <span className="sr-only">{t("common.more")}</span>,
      right: true,
      cell: (agent) => (
        <div className="flex justify-end">
          {agent.call && <CallActions call={agent.call.id} who={nameOf(agent)} />}
          <AgentActions agent={agent} />
        </div>
      ),
    },
  ];

  return (
    <Panel
      flush
      title={t("supervisor.agents")}
      tools={
        <div className="grid grid-cols-2 gap-2 max-sm:w-full sm:flex">
          <Select
            hideLabel
            label={t("supervisor.filter_queue")}
            value={params.get("queue") ?? ""}
            onChange={(event) => set("queue", event.target.value)}
          >
            <option value="">{t("supervisor.all_queues")}</option>
            {queues.map((queue) => (
              <option key={queue}>{queue}</option>
            ))}
          </Select>
          <Select
            hideLabel
            label={t("supervisor.filter_state")}
            value={params.get("state") ?? ""}
            onChange={(event) => set("state", event.target.value)}
          >
            <option value="">{t("supervisor.all_states")}</option>
            {activities.map((activity) => (
              <option key={activity} value={activity}>
                {t(`words.activity.${activity}`)}
              </option>
            ))}
          </Select>
          <Input
            hideLabel
            type="search"
            className="max-sm:col-span-2"
            label={t("supervisor.search")}
            placeholder={t("supervisor.search")}
            value={params.get("q") ?? ""}
            onChange={(event) => set("q", event.target.value)}
          />
        </div>
      }
    >
      <Table
        caption={t("supervisor.agents")}
        columns={columns}
        rows={rows}
        rowKey={(agent) => agent.agent}
        sort={sort}
        onSort={({ by, descending }) => {
          set("sort", by);
          set("down", descending ? "1" : "");
        }}
        empty={<Empty>{t("supervisor.no_agents")}</Empty>}
      />
    </Panel>
  );
}

const nameOf = (agent: Agent) => agent.name ?? agent.agent;

function Since({ at }: { at: string | null | undefined }) {
  const now = useNow();
  return <>{since(at, now)}</>;
}

function OwnCall({ agent }: { agent: Agent }) {
  const now = useNow();
  if (!agent.call) return null;
  const { id, name, number, queue, since: at } = agent.call;
  return (
    <div className="grid">
      <Link to={`/calls/${encodeURIComponent(id)}`} className="max-w-48 truncate underline">
        <bdi>{name ?? number ?? "–"}</bdi>
      </Link>
      <span className="text-sm text-muted">{[queue, since(at, now)].filter(Boolean).join(" · ")}</span>
    </div>
  );
}

function Day({ today }: { today: AgentToday | undefined }) {
  const { t } = useTranslation();
  if (!today) return null;
  return (
    <div className="grid text-sm">
      <span>{t("supervisor.calls_count", { count: today.calls, missed: today.missed })}</span>
      <span className="text-muted">{t("supervisor.occupancy", { value: percent(today.occupancy) })}</span>
    </div>
  );
}
