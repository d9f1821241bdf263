import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, Info, TriangleAlert, Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { api, type Schemas, told } from "~/api/client";
import { Badge, type Tone } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Panel } from "~/ui/panel";
import { Tabs } from "~/ui/tabs";
import { Empty, Loading, Wrong } from "~/ui/told";
import { CopyButton } from "../floor/Secret";
import { RoomHead } from "../RoomHead";
import { AppliedTold } from "./AppliedTold";
import { Diff } from "./Diff";
import { allAdded, diffLines } from "./diff";

type Shown = Schemas["ConfigurationShown"];
type FileShown = Shown["files"][number];
const tones: Record<FileShown["state"], Tone> = {
  new: "accent",
  changed: "warn",
  same: "good",
  foreign: "bad",
  unreadable: "bad",
};

/** The files that are made of what is defined: what changes, and how it gets into the switch. */
export default function Configuration() {
  const { t } = useTranslation();
  const asked = useQuery({
    queryKey: ["admin", "configuration"],
    queryFn: () => told(api.GET("/api/configuration")),
    staleTime: 0,
  });
  return (
    <>
      <RoomHead
        title={t("admin.configuration.title")}
        about={t("admin.configuration.about")}
        tools={asked.data && <Apply shown={asked.data} />}
      />
      {asked.data ? (
        <>
          <Warnings warnings={asked.data.warnings} />
          {asked.data.applied && (
            <Panel title={t("admin.configuration.last")}>
              <AppliedTold applied={asked.data.applied} />
            </Panel>
          )}
          <Files shown={asked.data} />
        </>
      ) : asked.error ? (
        <Wrong error={asked.error} again={() => void asked.refetch()} />
      ) : (
        <Loading />
      )}
      <History />
    </>
  );
}

export function Warnings({ warnings }: { warnings: readonly string[] }) {
  const { t } = useTranslation();
  if (warnings.length === 0) {
    return (
      <p className="flex items-center gap-2 text-good">
        <CircleCheck size={18} aria-hidden /> {t("admin.configuration.no_warnings")}
      </p>
    );
  }
  return (
    <section
      aria-label={t("admin.configuration.warnings")}
      className="grid gap-2 rounded-xl bg-warn-soft p-4 text-warn"
    >
      <h2 className="flex items-center gap-2 font-semibold">
        <TriangleAlert size={18} aria-hidden /> {t("admin.configuration.warnings")}
      </h2>
      <ul className="list-disc pl-6">
        {warnings.map((warning) => (
          <li key={warning} className="wrap-anywhere">
            {warning}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Files({ shown }: { shown: Shown }) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const chosen = shown.files.find(({ name }) => name === params.get("file")) ?? shown.files[0];
  const asText = params.get("as") === "text";
  if (!chosen) return <Empty>{t("admin.nothing_found")}</Empty>;
  const say = (name: string, value: string | null) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  const lines = chosen.diff ? diffLines(chosen.diff) : chosen.state === "new" ? allAdded(chosen.text) : [];
  return (
    <Panel title={t("admin.configuration.files", { generation: shown.generation })}>
      <Tabs
        label={t("admin.configuration.file")}
        tabs={shown.files.map(({ name, state }) => ({
          key: name,
          title: (
            <span className="inline-flex items-center gap-2">
              {name} <Badge tone={tones[state]}>{t(`admin.configuration.states.${state}`)}</Badge>
            </span>
          ),
        }))}
        chosen={chosen.name}
        onChoose={(name) => say("file", name)}
      >
        <div className="grid gap-3">
          <p className="text-sm text-muted">{t(`admin.configuration.state_hints.${chosen.state}`)}</p>
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <Info size={16} aria-hidden className="text-muted" />
            {t("admin.configuration.include", { name: chosen.name })}
            <code className="rounded bg-raised px-2 py-1">{chosen.include}</code>
            <CopyButton text={chosen.include} name={chosen.include} />
          </p>
          <div className="flex flex-wrap gap-2">
            <Button small aria-pressed={!asText} look={asText ? "plain" : "main"} onClick={() => say("as", null)}>
              {t("admin.configuration.changes")}
            </Button>
            <Button small aria-pressed={asText} look={asText ? "main" : "plain"} onClick={() => say("as", "text")}>
              {t("admin.configuration.whole")}
            </Button>
          </div>
          {asText ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
            <pre tabIndex={0} className="max-h-[60dvh] overflow-auto rounded-lg border border-line p-3 text-sm">
              {chosen.text}
            </pre>
          ) : lines.length > 0 ? (
            <Diff lines={lines} name={chosen.name} />
          ) : (
            <Empty icon={<CircleCheck size={28} aria-hidden />}>{t("admin.configuration.same")}</Empty>
          )}
        </div>
      </Tabs>
    </Panel>
  );
}

function Apply({ shown }: { shown: Shown }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [applied, setApplied] = useState<Schemas["Applied"]>();
  const close = () => {
    setOpen(false);
    setApplied(undefined);
    setError(undefined);
  };
  async function apply() {
    setBusy(true);
    setError(undefined);
    try {
      setApplied(await told(api.POST("/api/configuration/apply", { body: { generation: shown.generation } })));
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: ["admin", "configuration"] });
      void queries.invalidateQueries({ queryKey: ["admin", "history"] });
    }
  }
  const whyNot = shown.folder ? undefined : t("admin.configuration.no_folder");
  return (
    <>
      <div className="grid justify-items-end gap-1">
        <Button
          look="main"
          icon={<Upload size={18} aria-hidden />}
          disabled={whyNot !== undefined}
          aria-describedby={whyNot ? "why-not-apply" : undefined}
          onClick={() => setOpen(true)}
        >
          {t("admin.configuration.apply")}
        </Button>
        {whyNot && (
          <span id="why-not-apply" className="text-sm text-muted">
            {whyNot}
          </span>
        )}
      </div>
      <Dialog
        open={open}
        onClose={close}
        title={t("admin.configuration.apply")}
        actions={
          applied ? (
            <Button look="main" onClick={close}>
              {t("common.close")}
            </Button>
          ) : (
            <>
              <Button onClick={close}>{t("common.cancel")}</Button>
              <Button look="main" busy={busy} onClick={() => void apply()}>
                {t("admin.configuration.apply")}
              </Button>
            </>
          )
        }
      >
        <div className="grid gap-3" aria-live="polite">
          {applied ? (
            <AppliedTold applied={applied} />
          ) : (
            <p>{t("admin.configuration.ask", { folder: shown.folder ?? "", generation: shown.generation })}</p>
          )}
          {error !== undefined && <Wrong error={error} />}
        </div>
      </Dialog>
    </>
  );
}

function History() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ["admin", "history"],
    queryFn: () => told(api.GET("/api/configuration/history")),
  });
  if (error) return <Wrong error={error} again={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t("admin.configuration.history")}>
      <ul className="grid gap-4">
        {data.items.map((applied) => (
          <li key={`${applied.generation}-${applied.at}`} className="border-b border-line pb-3 last:border-0">
            <AppliedTold applied={applied} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
