import clsx from "clsx";
import { SlidersHorizontal, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "~/api/client";
import { count, percent, since, span } from "~/format";
import { useNow } from "~/live/hooks";
import { Button } from "~/ui/button";
import { CallActions } from "~/ui/call-actions";
import { Dialog } from "~/ui/dialog";
import type { QueueToday } from "./figures";
import { LimitsDialog } from "./LimitsDialog";
import { over, useLimits, usual } from "./thresholds";

type Queue = Schemas["LiveQueue"];

const parts = ["ready", "talking", "ringing", "wrap_up", "paused", "unreachable"] as const;

/** A queue at a glance: who waits and how long, who is there for them, and how the day went. */
export function QueueCard({ queue, today }: { queue: Queue; today: QueueToday | undefined }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"waiting" | "limits" | null>(null);
  const limits = useLimits((state) => state.of[queue.queue]) ?? usual;
  const level = today?.service_level ?? null;
  const now = useNow();
  const waitS = queue.longest_since ? (now - Date.parse(queue.longest_since)) / 1_000 : 0;
  const beyond = over({ waiting: queue.waiting.length, waitS, level }, limits);
  return (
    <section
      aria-label={queue.queue}
      className={clsx("grid gap-3 rounded-xl border bg-surface p-4", beyond.length ? "border-bad" : "border-line")}
    >
      <header className="flex items-center gap-2">
        <h3 className="min-w-0 flex-1 truncate font-semibold">{queue.queue}</h3>
        {beyond.length > 0 && (
          <span className="inline-flex items-center gap-1 text-sm text-bad">
            <TriangleAlert size={16} aria-hidden /> {t("supervisor.over")}
          </span>
        )}
        <Button
          small
          look="quiet"
          icon={<SlidersHorizontal size={16} />}
          label={t("supervisor.limits_of", { queue: queue.queue })}
          onClick={() => setOpen("limits")}
        />
      </header>
      <div className="grid grid-cols-[1fr_1fr_1.4fr] gap-2">
        <Figure
          title={t("supervisor.waiting")}
          bad={beyond.includes("waiting")}
          value={
            <button
              type="button"
              className="underline decoration-dotted underline-offset-4"
              onClick={() => setOpen("waiting")}
            >
              {count(queue.waiting.length)}
            </button>
          }
        />
        <Figure
          title={t("supervisor.longest")}
          bad={beyond.includes("waitS")}
          value={queue.longest_since ? since(queue.longest_since, now) : span(null)}
        />
        <Figure
          title={t("supervisor.service_level")}
          bad={beyond.includes("level")}
          value={percent(level)}
          hint={today && t("supervisor.service_of", { seconds: Math.round(today.target_s) })}
        />
      </div>
      <Agents counts={queue.agents} />
      <p className="flex flex-wrap gap-x-4 text-sm text-muted">
        <span>
          {t("supervisor.answered")} {count(today?.answered)}
        </span>
        <Link className="underline" to={`/calls?queue=${encodeURIComponent(queue.queue)}&status=abandoned`}>
          {t("supervisor.abandoned")} {count(today?.abandoned)}
        </Link>
      </p>
      <LimitsDialog queue={queue.queue} open={open === "limits"} onClose={() => setOpen(null)} />
      <Dialog
        open={open === "waiting"}
        onClose={() => setOpen(null)}
        title={`${t("supervisor.who_waits")}: ${queue.queue}`}
      >
        <Waiting waiting={queue.waiting} />
      </Dialog>
    </section>
  );
}

function Figure({
  title,
  value,
  hint,
  bad,
}: {
  title: string;
  value: React.ReactNode;
  hint?: React.ReactNode;
  bad?: boolean;
}) {
  return (
    <div className={clsx("rounded-lg p-2", bad ? "bg-bad-soft text-bad" : "bg-raised")}>
      <div className="text-xs">{title}</div>
      <div className="text-2xl font-semibold">{value}</div>
      {hint && <div className="text-xs">{hint}</div>}
    </div>
  );
}

const colours: Record<(typeof parts)[number], string> = {
  ready: "bg-good",
  talking: "bg-busy",
  ringing: "bg-accent",
  wrap_up: "bg-busy-soft",
  paused: "bg-warn",
  unreachable: "bg-bad",
};

/** Who of a queue does what, as a bar and in words. */
function Agents({ counts }: { counts: Schemas["QueueActivities"] }) {
  const { t } = useTranslation();
  const shown = parts.filter((part) => counts[part] > 0);
  return (
    <div className="grid gap-1">
      <div aria-hidden className="flex h-2 overflow-hidden rounded-full bg-raised">
        {shown.map((part) => (
          <span key={part} className={colours[part]} style={{ flexGrow: counts[part] }} />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-3 text-sm">
        {shown.map((part) => (
          <li key={part}>
            <span aria-hidden className={clsx("mr-1 inline-block size-2 rounded-full", colours[part])} />
            {counts[part]} {t(`supervisor.${part}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Waiting({ waiting }: { waiting: Queue["waiting"] }) {
  const { t } = useTranslation();
  const now = useNow();
  if (waiting.length === 0) return <p>{t("supervisor.nobody_waits")}</p>;
  return (
    <ol className="grid gap-2">
      {waiting.map((caller) => (
        <li key={caller.leg} className="flex items-center gap-3 rounded-lg bg-raised px-3 py-2">
          <span className="w-6 text-muted">{caller.position}.</span>
          <Link to={`/calls/${encodeURIComponent(caller.id)}`} className="min-w-0 flex-1 truncate underline">
            <bdi>{caller.name ?? caller.number ?? t("words.found.anonymous")}</bdi>
          </Link>
          <span>{since(caller.since, now)}</span>
          <CallActions call={caller.id} who={caller.name ?? caller.number ?? t("words.found.anonymous")} />
        </li>
      ))}
    </ol>
  );
}
