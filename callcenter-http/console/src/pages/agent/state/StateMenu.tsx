import { ChevronDown, CircleCheck, CirclePause, LogIn, LogOut, NotebookPen } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Button } from "~/ui/button";
import { type Choice, Menu } from "~/ui/menu";
import { ActivityBadge } from "~/ui/words";
import { useAct } from "../act";
import { agentActs } from "../control";
import { type PauseCode, useOwnAgent, useOwnKey, usePauseCodes } from "../own";
import { pauseThatWaits } from "./pending";
import { Since, Until } from "./Since";

/** How one stands, since when, and what one can be instead. */
export function StateMenu() {
  const key = useOwnKey();
  const agent = useOwnAgent();
  if (!key || agent === undefined) return null;
  return <State agentKey={key} agent={agent} />;
}

function State({ agentKey, agent }: { agentKey: string; agent: Schemas["LiveAgent"] | null }) {
  const { t } = useTranslation();
  const { busy, act } = useAct();
  const codes = usePauseCodes().data ?? [];
  const activity = agent?.activity ?? "away";
  const waits = agent && pauseThatWaits(agent);
  const inCall = activity === "talking" || activity === "ringing";
  const nameOf = (reason: string | null | undefined) => codes.find(({ code }) => code === reason)?.name ?? reason;

  const ready = () => void act("ready", () => agentActs.ready(agentKey));
  const pause = (reason: string) => void act("pause", () => agentActs.notReady(agentKey, reason, inCall));
  const logIn = () => void act("log_in", () => agentActs.logIn(agentKey));
  const wantsReady = activity === "paused" || activity === "wrap_up" || activity === "partly_ready" || waits;

  const choices: (Choice | "line")[] =
    activity === "away"
      ? [{ key: "in", title: t("agent.log_in"), icon: <LogIn size={18} aria-hidden />, onChoose: logIn }]
      : [
          {
            key: "ready",
            title: t(waits ? "agent.stay_ready" : "agent.ready"),
            icon: <CircleCheck size={18} aria-hidden />,
            chosen: activity === "ready",
            onChoose: ready,
          },
          "line",
          ...pauses(codes, t("agent.not_ready")).map(({ code, name }) => ({
            key: `pause-${code}`,
            title: inCall ? t("agent.not_ready_after", { reason: name }) : name,
            icon: <CirclePause size={18} aria-hidden />,
            chosen: activity === "paused" && (agent?.reason ?? "") === code,
            onChoose: () => pause(code),
          })),
          {
            key: "wrap",
            title: t(inCall ? "agent.wrap_up_after" : "agent.wrap_up"),
            icon: <NotebookPen size={18} aria-hidden />,
            onChoose: () => void act("wrap", () => agentActs.wrapUp(agentKey)),
          },
          "line",
          {
            key: "out",
            title: t("agent.log_out"),
            icon: <LogOut size={18} aria-hidden />,
            onChoose: () => void act("log_out", () => agentActs.logOut(agentKey)),
          },
        ];

  return (
    <>
      <Menu
        label={t("agent.your_state")}
        trigger={
          <Button busy={busy !== null} className="min-w-0 px-2! sm:px-3!">
            <span className="sr-only">{t("agent.your_state")}: </span>
            <ActivityBadge activity={activity} reason={nameOf(agent?.reason)} />
            {agent?.wrap_up_until && activity === "wrap_up" ? (
              <Until at={agent.wrap_up_until} className="font-semibold" />
            ) : (
              <Since at={agent?.since} />
            )}
            <ChevronDown size={16} aria-hidden />
          </Button>
        }
        choices={choices}
      />
      {wantsReady && (
        <Button look="good" className="max-sm:hidden" busy={busy === "ready"} onClick={ready}>
          {t(waits ? "agent.stay_ready" : "agent.ready_now")}
        </Button>
      )}
      {activity === "away" && (
        <Button look="main" className="max-sm:hidden" busy={busy === "log_in"} onClick={logIn}>
          {t("agent.log_in")}
        </Button>
      )}
      {waits && (
        <span className="max-lg:hidden truncate text-sm text-muted">
          {t("agent.then", { reason: nameOf(waits.reason) || t("agent.not_ready") })}
        </span>
      )}
      <span role="status" className="sr-only">
        {t(`words.activity.${activity}`)}
      </span>
    </>
  );
}

/** Where no codes are defined, one pauses without a reason. */
function pauses(codes: PauseCode[], without: string): { code: string; name: string }[] {
  return codes.length ? codes : [{ code: "", name: without }];
}
