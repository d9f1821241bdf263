import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { useTopic } from "~/live/hooks";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";
import { Empty } from "~/ui/told";
import { useAct } from "../act";
import { agentActs } from "../control";
import { useOwnKey } from "../own";
import { Since } from "./Since";

/** The queues: who waits there, and whether one serves them. */
export function Queues({ agent }: { agent: Schemas["LiveAgent"] | null }) {
  const { t } = useTranslation();
  const key = useOwnKey();
  const queues = useTopic("queues");
  const { busy, act } = useAct();
  if (!key) return null;
  const mine = new Map(agent?.queues.map((one) => [one.queue, one]));
  const names = [...new Set([...mine.keys(), ...(queues ?? []).map(({ queue }) => queue)])].sort(
    (a, b) => Number(mine.has(b)) - Number(mine.has(a)) || a.localeCompare(b),
  );
  return (
    <Panel title={t("agent.queues")} flush>
      {names.length === 0 && <Empty>{t("agent.no_queues")}</Empty>}
      <ul>
        {names.map((name) => {
          const own = mine.get(name);
          const queue = queues?.find((one) => one.queue === name);
          const fixed = own !== undefined && own.membership !== "dynamic";
          return (
            <li
              key={name}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 last:border-0"
            >
              <span className="grid min-w-0 flex-1 leading-snug">
                <bdi className="truncate font-medium">{name}</bdi>
                <span className="text-sm text-muted">
                  {t("agent.waiting", { count: queue?.waiting.length ?? 0 })}
                  {queue?.longest_since && (
                    <>
                      {" · "}
                      <Since at={queue.longest_since} />
                    </>
                  )}
                </span>
              </span>
              {own?.paused && <Badge tone="warn">{t("words.activity.paused")}</Badge>}
              <Button
                small
                className="min-h-11! sm:min-h-8!"
                look={own ? "quiet" : "plain"}
                busy={busy === name}
                disabled={fixed}
                title={fixed ? t("agent.membership_fixed") : undefined}
                aria-label={`${t(own ? "agent.leave" : "agent.join")}: ${name}`}
                onClick={() =>
                  void act(name, () => (own ? agentActs.logOut(key, [name]) : agentActs.logIn(key, [name])))
                }
              >
                {t(own ? "agent.leave" : "agent.join")}
              </Button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
