import { Bell, BellOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { percent, span, time } from "~/format";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";
import { Empty } from "~/ui/told";
import { type Alarm, acknowledge, setSound, useAlarms } from "./alarms";

const words = { waiting: "alarm_waiting", waitS: "alarm_wait", level: "alarm_level" } as const;

function written(which: Alarm["which"], value: number): string {
  return which === "level" ? percent(value) : which === "waitS" ? span(value) : String(value);
}

/** What passed a threshold since this page is open. */
export function Alarms() {
  const { t } = useTranslation();
  const { alarms, sound } = useAlarms();
  return (
    <Panel
      title={t("supervisor.alarms")}
      tools={
        <Button
          small
          aria-pressed={sound}
          icon={sound ? <Bell size={16} /> : <BellOff size={16} />}
          onClick={() => setSound(!sound)}
        >
          {t(sound ? "supervisor.sound_on" : "supervisor.sound_off")}
        </Button>
      }
    >
      {alarms.length === 0 ? (
        <Empty icon={<Bell size={28} aria-hidden />}>{t("supervisor.no_alarms")}</Empty>
      ) : (
        <ul aria-live="polite" className="grid gap-2">
          {alarms.map((alarm) => (
            <li key={alarm.id} className="flex flex-wrap items-center gap-3 rounded-lg bg-raised px-3 py-2">
              <span>{time(alarm.begun)}</span>
              <span className="min-w-0 flex-1">
                {t(`supervisor.${words[alarm.which]}`, {
                  queue: alarm.queue,
                  value: written(alarm.which, alarm.value),
                  limit: written(alarm.which, alarm.limit),
                })}
              </span>
              <Badge tone={alarm.ended === null ? "bad" : "idle"}>
                {alarm.ended === null
                  ? t("supervisor.alarm_on")
                  : t("supervisor.alarm_over", { time: time(alarm.ended) })}
              </Badge>
              <Link className="text-sm underline" to={`/calls?queue=${encodeURIComponent(alarm.queue)}`}>
                {t("supervisor.calls_behind")}
              </Link>
              {!alarm.acknowledged && (
                <Button small onClick={() => acknowledge(alarm.id)}>
                  {t("supervisor.acknowledge")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
