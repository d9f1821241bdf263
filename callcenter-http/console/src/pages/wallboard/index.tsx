import clsx from "clsx";
import { Maximize, X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { Schemas } from "~/api/client";
import { LinkBanner } from "~/app/shell/LinkBanner";
import { count, percent, since, span, time } from "~/format";
import { useNow, useTopic } from "~/live/hooks";
import { applyTheme, chosenTheme } from "~/theme/theme";
import { Button } from "~/ui/button";
import { type QueueToday, useToday } from "../supervisor/figures";
import { over, useLimits, usual } from "../supervisor/thresholds";

/** Queues on one screen; more are shown in turn. */
const ON_A_SCREEN = 6;
const SCREEN_S = 12;

/** For a big screen on the wall: nothing but figures. `?queues=a,b` chooses, `?theme=light` brightens. */
export default function Wallboard() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const queues = useTopic("queues") ?? [];
  const agents = useTopic("agents") ?? [];
  const calls = useTopic("calls") ?? [];
  const today = useToday();
  const now = useNow();

  useEffect(() => {
    applyTheme(params.get("theme") === "light" ? "light" : "dark");
    return () => applyTheme(chosenTheme());
  }, [params]);

  const chosen = params.get("queues")?.split(",");
  const shown = queues
    .filter((queue) => !chosen || chosen.includes(queue.queue))
    .sort((one, two) => one.queue.localeCompare(two.queue));
  const screens = Math.max(1, Math.ceil(shown.length / ON_A_SCREEN));
  const screen = Math.floor(now / 1_000 / SCREEN_S) % screens;
  const part = shown.slice(screen * ON_A_SCREEN, (screen + 1) * ON_A_SCREEN);
  const ready = agents.filter((agent) => agent.activity === "ready" || agent.activity === "partly_ready").length;

  return (
    <main data-wallboard className="flex min-h-full flex-col gap-[1.2vw] p-[1.2vw]">
      <h1 className="sr-only">{t("places.wallboard")}</h1>
      <LinkBanner />
      <header className="flex flex-wrap items-center gap-[2vw]">
        <Big title={t("supervisor.live_calls")} value={count(calls.length)} />
        <Big
          title={t("supervisor.waiting")}
          value={count(shown.reduce((sum, queue) => sum + queue.waiting.length, 0))}
        />
        <Big title={t("supervisor.agents_ready")} value={count(ready)} />
        <Big title={t("supervisor.floor_answered")} value={count(today.floor?.queue_answered)} />
        <Big title={t("supervisor.floor_abandoned")} value={count(today.floor?.queue_abandoned)} />
        <div className="ml-auto flex items-center gap-2">
          <span className="text-[max(1.5rem,3vw)] font-semibold">{time(now)}</span>
          <Button
            look="quiet"
            icon={<Maximize />}
            label={t("supervisor.wall_full")}
            onClick={() => void document.documentElement.requestFullscreen()}
          />
          <Link
            to="/supervisor"
            aria-label={t("supervisor.wall_leave")}
            className="grid size-11 place-content-center rounded-lg hover:bg-raised"
          >
            <X aria-hidden />
          </Link>
        </div>
      </header>
      <div
        className={clsx(
          "grid flex-1 gap-[1.2vw]",
          part.length > 1 && "sm:grid-cols-2",
          part.length > 2 && "xl:grid-cols-3",
        )}
      >
        {part.map((queue) => (
          <Wall key={queue.queue} queue={queue} today={today.queues.get(queue.queue)} now={now} />
        ))}
      </div>
      {screens > 1 && (
        <p className="text-center text-muted">
          {screen + 1} / {screens}
        </p>
      )}
    </main>
  );
}

function Big({ title, value }: { title: string; value: string }) {
  return (
    <div>
      <div className="text-[max(0.8rem,1vw)] text-muted">{title}</div>
      <div className="text-[max(1.6rem,3.4vw)] leading-none font-semibold">{value}</div>
    </div>
  );
}

function Wall({ queue, today, now }: { queue: Schemas["LiveQueue"]; today: QueueToday | undefined; now: number }) {
  const { t } = useTranslation();
  const limits = useLimits((state) => state.of[queue.queue]) ?? usual;
  const waitS = queue.longest_since ? (now - Date.parse(queue.longest_since)) / 1_000 : 0;
  const level = today?.service_level ?? null;
  const beyond = over({ waiting: queue.waiting.length, waitS, level }, limits);
  const cell = (which: (typeof beyond)[number] | null) =>
    clsx(
      "grid content-between rounded-[0.6vw] p-[0.8vw]",
      which && beyond.includes(which) ? "bg-bad-soft text-bad" : "bg-raised",
    );
  const small = "text-[max(0.8rem,1vw)]";
  const big = "text-[max(2rem,min(5.5vw,12vh))] leading-none font-semibold";
  return (
    <section
      aria-label={queue.queue}
      className={clsx(
        "grid grid-rows-[auto_1fr_auto] gap-[0.8vw] rounded-xl border bg-surface p-[1vw]",
        beyond.length ? "border-bad" : "border-line",
      )}
    >
      <h2 className="truncate text-[max(1.2rem,2vw)] font-semibold">{queue.queue}</h2>
      <div className="grid auto-rows-fr grid-cols-2 gap-[0.8vw]">
        <div className={cell("waiting")}>
          <div className={small}>{t("supervisor.waiting")}</div>
          <div className={big}>{count(queue.waiting.length)}</div>
        </div>
        <div className={cell("waitS")}>
          <div className={small}>{t("supervisor.longest")}</div>
          <div className={big}>{queue.longest_since ? since(queue.longest_since, now) : span(null)}</div>
        </div>
        <div className={cell("level")}>
          <div className={small}>{t("supervisor.service_level")}</div>
          <div className={big}>{percent(level)}</div>
        </div>
        <div className={cell(null)}>
          <div className={small}>{t("supervisor.agents_ready")}</div>
          <div className={big}>
            {queue.agents.ready}
            <span className="text-[0.5em] text-muted"> / {queue.agents.members}</span>
          </div>
        </div>
      </div>
      <p className={clsx(small, "text-muted")}>
        {t("supervisor.answered")} {count(today?.answered)} · {t("supervisor.abandoned")} {count(today?.abandoned)}
        {beyond.length > 0 && ` · ${t("supervisor.over")}`}
      </p>
    </section>
  );
}
