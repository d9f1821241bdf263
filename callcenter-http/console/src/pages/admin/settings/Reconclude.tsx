import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { count, moment, percent } from "~/format";
import { Badge, type Tone } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Panel } from "~/ui/panel";
import { sayWrong } from "~/ui/toast";
import { Wrong } from "~/ui/told";

type Job = Schemas["Job"];
const tones: Record<Job["status"], Tone> = { running: "busy", done: "good", failed: "bad", cancelled: "warn" };

/** History is concluded anew, as it is wished; how far it is, and what came of it. */
export function Reconclude({ suggested }: { suggested: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const jobs = useQuery({
    queryKey: ["admin", "jobs"],
    queryFn: () => told(api.GET("/api/jobs")),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === "running") ? 1_000 : 30_000),
  });
  const last = jobs.data?.items.find(({ what }) => what === "reconclude");
  const isRunning = last?.status === "running";

  async function act(asked: Promise<unknown>) {
    setBusy(true);
    try {
      await asked;
      await jobs.refetch();
    } catch (refusal) {
      sayWrong(refusal, t);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  }

  return (
    <Panel title={t("admin.reconclude.title")}>
      <div className="grid justify-items-start gap-3">
        <p className={suggested ? "font-medium" : "text-muted"}>
          {t(suggested ? "admin.reconclude.suggested" : "admin.reconclude.about")}
        </p>
        {jobs.error && <Wrong error={jobs.error} again={() => void jobs.refetch()} />}
        {last && <JobTold job={last} />}
        {isRunning ? (
          <Button
            busy={busy}
            onClick={() => void act(told(api.POST("/api/jobs/{id}/cancel", { params: { path: { id: last.id } } })))}
          >
            {t("common.cancel")}
          </Button>
        ) : (
          <Button
            look={suggested ? "main" : "plain"}
            icon={<RotateCcw size={18} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t("admin.reconclude.do")}
          </Button>
        )}
      </div>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t("admin.reconclude.title")}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t("common.cancel")}</Button>
            <Button look="main" busy={busy} onClick={() => void act(told(api.POST("/api/settings/reconclude")))}>
              {t("admin.reconclude.do")}
            </Button>
          </>
        }
      >
        <p>{t("admin.reconclude.ask")}</p>
      </Dialog>
    </Panel>
  );
}

function JobTold({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { done, total } = job.progress;
  const label = t("admin.reconclude.progress");
  return (
    <div className="grid w-full max-w-2xl gap-2" aria-live="polite">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tones[job.status]}>{t(`admin.reconclude.status.${job.status}`)}</Badge>
        <span className="text-muted">
          {moment(job.started_at)} · {job.by}
        </span>
      </p>
      {job.status === "running" && (
        <div className="flex items-center gap-3">
          <progress
            aria-label={label}
            className="h-3 flex-1 accent-(--accent)"
            {...(total ? { value: done, max: total } : {})}
          />
          <span>{total ? percent(done / total) : count(done)}</span>
        </div>
      )}
      {job.error && <p className="text-bad">{job.error}</p>}
      {job.result && (
        <>
          <p>
            {t("admin.reconclude.result", {
              calls: count(job.result.calls),
              changes: count(job.result.changes),
              beyond: count(job.result.beyond),
            })}
          </p>
          {job.result.gaps.length > 0 && (
            <ul className="list-disc pl-5 text-sm text-warn">
              {job.result.gaps.map((gap) => (
                <li key={gap}>{gap}</li>
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  );
}
