import { useQuery } from "@tanstack/react-query";
import { CirclePause, CirclePlay, LogOut, UserCog } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Menu } from "~/ui/menu";
import { sayDone, sayWrong } from "~/ui/toast";

/** Makes an agent ready or not, or logs him out of his queues. */
export function AgentActions({ agent }: { agent: Schemas["LiveAgent"] }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const codes = useQuery({
    queryKey: ["pause-codes"],
    queryFn: () => told(api.GET("/api/pause-codes", { params: { query: { limit: 500 } } })),
    staleTime: 300_000,
  });
  const name = agent.name ?? agent.agent;
  const params = () => ({ path: { agent: agent.agent }, header: { "Idempotency-Key": crypto.randomUUID() } });

  const run = async (asked: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await asked();
      sayDone(t("supervisor.done"));
    } catch (error) {
      sayWrong(error, t);
    } finally {
      setBusy(false);
    }
  };
  const pause = (reason: string | undefined) =>
    run(() => told(api.POST("/api/agents/{agent}/not-ready", { params: params(), body: reason ? { reason } : {} })));
  const reasons = (codes.data?.items ?? []).filter((code) => code.enabled !== false);
  const isAway = agent.activity === "away";

  return (
    <>
      <Menu
        label={t("supervisor.actions_of", { agent: name })}
        trigger={
          <button
            type="button"
            disabled={busy || isAway}
            aria-label={t("supervisor.actions_of", { agent: name })}
            className="inline-flex size-9 items-center justify-center rounded-lg hover:bg-raised disabled:opacity-40"
          >
            <UserCog size={18} aria-hidden />
          </button>
        }
        choices={[
          {
            key: "ready",
            title: t("supervisor.make_ready"),
            icon: <CirclePlay size={18} aria-hidden />,
            onChoose: () => void run(() => told(api.POST("/api/agents/{agent}/ready", { params: params(), body: {} }))),
          },
          ...(reasons.length ? reasons : [undefined]).map((code) => ({
            key: `pause-${code?.code ?? ""}`,
            title: t("supervisor.make_not_ready", { reason: code?.name ?? t("supervisor.no_reason") }),
            icon: <CirclePause size={18} aria-hidden />,
            onChoose: () => void pause(code?.code),
          })),
          "line",
          {
            key: "out",
            title: t("supervisor.log_out"),
            icon: <LogOut size={18} aria-hidden />,
            danger: true,
            onChoose: () => setAsks(true),
          },
        ]}
      />
      <Dialog
        open={asks}
        onClose={() => setAsks(false)}
        title={t("supervisor.log_out_title", { agent: name })}
        actions={
          <>
            <Button onClick={() => setAsks(false)}>{t("common.cancel")}</Button>
            <Button
              look="danger"
              onClick={() => {
                setAsks(false);
                void run(() => told(api.POST("/api/agents/{agent}/logout", { params: params(), body: {} })));
              }}
            >
              {t("supervisor.log_out")}
            </Button>
          </>
        }
      >
        <p>{t("supervisor.log_out_hint", { agent: name })}</p>
      </Dialog>
    </>
  );
}
