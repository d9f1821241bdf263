import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { api, told } from "~/api/client";
import { Page } from "~/ui/panel";
import { Loading, Wrong } from "~/ui/told";
import { Compared } from "./Compared";
import { Donut } from "./Donut";
import { FigureCard, type Opened } from "./FigureCard";
import { FigureDialog } from "./FigureDialog";
import { HeatMap } from "./HeatMap";
import { PeriodBar } from "./PeriodBar";
import { type Asked, readPeriod, stepOf } from "./period";
import { type Report, useReport, whole } from "./report";
import { Trend } from "./Trend";

const directions = { inbound: "var(--busy)", outbound: "var(--accent)", internal: "var(--field)" };
const statuses = [
  "var(--good)",
  "var(--bad)",
  "var(--warn)",
  "var(--busy)",
  "var(--accent)",
  "var(--field)",
  "var(--muted)",
];

/** Figures of any time: cards, pictures, queues and agents compared. Each figure opens its definition and its calls. */
export default function Dashboard() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [opened, setOpened] = useState<Opened | null>(null);
  const asked = readPeriod(params);
  const floor = useReport("floor", asked, { compare: "previous", by: stepOf(asked) });
  const hours = useReport("floor", asked, { by: "hour" });
  const queues = useReport("queues", asked, { compare: "previous", by: "none" });
  const agents = useReport("agents", asked, { by: "none" });
  const people = useQuery({
    queryKey: ["agents", "names"],
    queryFn: () => told(api.GET("/api/agents", { params: { query: { limit: 500 } } })),
    staleTime: 60_000,
  });
  const names = new Map((people.data?.items ?? []).map((agent) => [agent.agent, agent.name ?? agent.agent]));
  const reports = [floor, hours, queues, agents];
  const failed = reports.find((report) => report.isError);
  const change = (asked: Asked) => setParams(Object.entries(asked), { replace: true });

  return (
    <Page title={t("places.dashboard")} tools={<PeriodBar asked={asked} onChange={change} />}>
      {failed && <Wrong error={failed.error} again={() => reports.forEach((report) => void report.refetch())} />}
      {!failed && reports.some((report) => report.isPending) && <Loading />}
      {floor.data && queues.data && (
        <div className="grid grid-cols-2 gap-3 md:grid-cols-4 2xl:grid-cols-8">
          <FigureCard report={floor.data} scope="floor" figure="calls" onOpen={setOpened} />
          <FigureCard report={floor.data} scope="floor" figure="calls-answered" more="good" onOpen={setOpened} />
          <FigureCard report={floor.data} scope="floor" figure="calls-no-answer" more="bad" onOpen={setOpened} />
          <FigureCard report={floor.data} scope="floor" figure="calls-mean-talk" onOpen={setOpened} />
          <FigureCard report={queues.data} scope="queues" figure="sl-1" more="good" onOpen={setOpened} />
          <FigureCard report={queues.data} scope="queues" figure="asa" more="bad" onOpen={setOpened} />
          <FigureCard report={queues.data} scope="queues" figure="abandoned-share" more="bad" onOpen={setOpened} />
          <FigureCard report={queues.data} scope="queues" figure="aht" onOpen={setOpened} />
        </div>
      )}
      {floor.data && (
        <div className="grid gap-4 xl:grid-cols-2">
          <Trend report={floor.data} asked={asked} />
          {hours.data && <HeatMap report={hours.data} asked={asked} />}
          <Distributions report={floor.data} />
        </div>
      )}
      {queues.data && (
        <Compared
          title={t("dashboard.queues")}
          report={queues.data}
          scope="queues"
          asked={asked}
          figures={["offered", "answered", "abandoned", "sl-1", "asa", "longest-wait", "aht"]}
          onOpen={setOpened}
        />
      )}
      {agents.data && (
        <Compared
          title={t("dashboard.agents")}
          report={agents.data}
          scope="agents"
          asked={asked}
          names={names}
          figures={[
            "agent-answered",
            "missed",
            "agent-made",
            "agent-mean-talk",
            "agent-aht",
            "occupancy",
            "signed-in",
            "paused",
          ]}
          onOpen={setOpened}
        />
      )}
      <FigureDialog opened={opened} asked={asked} onClose={() => setOpened(null)} />
    </Page>
  );
}

function Distributions({ report }: { report: Report }) {
  const { t } = useTranslation();
  const all = Object.values(whole(report)?.breakdowns ?? {});
  const named = whole(report)?.breakdowns ?? {};
  const byStatus = new Map<string, number>();
  for (const kind of all) {
    for (const [status, calls] of Object.entries(kind)) byStatus.set(status, (byStatus.get(status) ?? 0) + calls);
  }
  const ofDirection = Object.entries(directions).map(([direction, colour]) => ({
    key: direction,
    title: t(`words.direction.${direction}`),
    colour,
    value: Object.values(named[direction] ?? {}).reduce((sum, calls) => sum + calls, 0),
  }));
  const ofStatus = [...byStatus]
    .sort((one, two) => two[1] - one[1])
    .map(([status, calls], index) => ({
      key: status,
      title: t(`words.status.${status}`),
      colour: statuses[index % statuses.length] ?? "var(--muted)",
      value: calls,
    }));
  return (
    <>
      <Donut title={t("dashboard.by_direction")} slices={ofDirection} />
      <Donut title={t("dashboard.by_status")} slices={ofStatus} />
    </>
  );
}
