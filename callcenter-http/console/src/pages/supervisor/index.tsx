import { MonitorPlay } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useNow, useTopic } from "~/live/hooks";
import { Page } from "~/ui/panel";
import { Empty, Loading } from "~/ui/told";
import { Agents } from "./Agents";
import { Alarms } from "./Alarms";
import { look } from "./alarms";
import { useToday } from "./figures";
import { QueueCard } from "./QueueCard";

/** The floor: queues, agents and alarms, as they are now. */
export default function Supervisor() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("supervisor.title")}
      tools={
        <Link
          to="/wallboard"
          className="inline-flex min-h-11 items-center gap-2 rounded-lg border border-field bg-surface px-4 font-medium hover:bg-raised sm:min-h-10"
        >
          <MonitorPlay size={18} aria-hidden />
          {t("supervisor.wallboard")}
        </Link>
      }
    >
      <Watch />
      <Queues />
      <Agents />
      <Alarms />
    </Page>
  );
}

function Queues() {
  const { t } = useTranslation();
  const queues = useTopic("queues");
  const today = useToday();
  if (!queues) return <Loading />;
  if (queues.length === 0) return <Empty>{t("supervisor.no_queues")}</Empty>;
  const sorted = [...queues].sort((one, two) => one.queue.localeCompare(two.queue));
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {sorted.map((queue) => (
        <QueueCard key={queue.queue} queue={queue} today={today.queues.get(queue.queue)} />
      ))}
    </div>
  );
}

/** Looks for alarms each second; shows nothing. */
function Watch() {
  const queues = useTopic("queues");
  const today = useToday();
  const now = useNow();
  useEffect(() => {
    if (queues) look(queues, today.queues, now);
  });
  return null;
}
