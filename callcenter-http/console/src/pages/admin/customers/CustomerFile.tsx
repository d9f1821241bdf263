import { useQueryClient } from "@tanstack/react-query";
import { Download, Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeHeaders, Refused, type Schemas } from "~/api/client";
import { count } from "~/format";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/field";
import { Wrong } from "~/ui/told";
import { withQuery } from "../crud/door";

type Report = Schemas["ImportReport"];

async function send(file: File, map: string, dryRun: boolean): Promise<Report> {
  const response = await fetch(withQuery("/api/customers/import", { dry_run: String(dryRun), map }), {
    method: "POST",
    headers: { ...changeHeaders(), "Content-Type": "text/csv" },
    body: file,
  });
  const told = await response.json().catch(() => undefined);
  if (!response.ok) throw new Refused(response.status, told);
  return told as Report;
}

/** Customers out of a CSV file, looked at first, and into one. */
export function CustomerFile() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [file, setFile] = useState<File>();
  const [map, setMap] = useState("");
  const [busy, setBusy] = useState<"look" | "take">();
  const [report, setReport] = useState<Report>();
  const [error, setError] = useState<unknown>();

  async function act(what: "look" | "take") {
    if (!file) return;
    setBusy(what);
    setError(undefined);
    try {
      setReport(await send(file, map, what === "look"));
      if (what === "take") void queries.invalidateQueries({ queryKey: ["admin", "/api/customers"] });
    } catch (refusal) {
      setReport(undefined);
      setError(refusal);
    } finally {
      setBusy(undefined);
    }
  }

  function close() {
    setOpen(false);
    setFile(undefined);
    setReport(undefined);
    setError(undefined);
  }

  const isTaken = report !== undefined && !report.dry_run;
  return (
    <>
      <a
        href="/api/customers/export"
        download="customers.csv"
        className="inline-flex min-h-11 items-center gap-2 rounded-lg border border-field bg-surface px-4 font-medium hover:bg-raised sm:min-h-10"
      >
        <Download size={18} aria-hidden />
        {t("common.export")}
      </a>
      <Button icon={<Upload size={18} aria-hidden />} onClick={() => setOpen(true)}>
        {t("admin.customers.file.import")}
      </Button>
      <Dialog
        wide
        open={open}
        onClose={close}
        title={t("admin.customers.file.title")}
        actions={
          isTaken ? (
            <Button look="main" onClick={close}>
              {t("common.close")}
            </Button>
          ) : (
            <>
              <Button onClick={close}>{t("common.cancel")}</Button>
              <Button busy={busy === "look"} disabled={!file || Boolean(busy)} onClick={() => void act("look")}>
                {t("admin.customers.file.look")}
              </Button>
              <Button
                look="main"
                busy={busy === "take"}
                disabled={!report || Boolean(busy)}
                onClick={() => void act("take")}
              >
                {t("admin.customers.file.take")}
              </Button>
            </>
          )
        }
      >
        <div className="grid gap-4">
          {!isTaken && (
            <>
              <Input
                type="file"
                accept=".csv,text/csv"
                className="py-2"
                label={t("admin.customers.file.file")}
                hint={t("admin.customers.file.hint")}
                onChange={(event) => {
                  setFile(event.target.files?.[0]);
                  setReport(undefined);
                }}
              />
              <Input
                label={t("admin.customers.file.map")}
                hint={t("admin.customers.file.map_hint")}
                value={map}
                onChange={(event) => {
                  setMap(event.target.value);
                  setReport(undefined);
                }}
              />
            </>
          )}
          {error !== undefined && <Wrong error={error} />}
          <div aria-live="polite">{report && <Told report={report} />}</div>
        </div>
      </Dialog>
    </>
  );
}

function Told({ report }: { report: Report }) {
  const { t } = useTranslation();
  const figures = ["lines", "created", "changed", "unchanged", "failed"] as const;
  const columns = report.columns as unknown as [string, string][];
  return (
    <div className="grid gap-4">
      <p className="font-medium">{t(report.dry_run ? "admin.customers.file.would" : "admin.customers.file.was")}</p>
      <dl className="grid grid-cols-2 gap-2 sm:grid-cols-5">
        {figures.map((figure) => (
          <div key={figure} className="rounded-lg bg-raised p-3">
            <dt className="text-sm text-muted">{t(`admin.customers.file.${figure}`)}</dt>
            <dd className={figure === "failed" && report.failed > 0 ? "text-xl text-bad" : "text-xl"}>
              {count(report[figure])}
            </dd>
          </div>
        ))}
      </dl>
      {columns.length > 0 && (
        <p className="text-sm text-muted">
          {t("admin.customers.file.columns")}: {columns.map(([from, to]) => `${from} → ${to}`).join(", ")}
        </p>
      )}
      {report.ignored.length > 0 && (
        <p className="text-sm text-warn">
          {t("admin.customers.file.ignored")}: {report.ignored.join(", ")}
        </p>
      )}
      {report.errors.length > 0 && (
        <ul className="grid max-h-60 gap-1 overflow-auto rounded-lg bg-bad-soft p-3 text-sm text-bad">
          {report.errors.map(({ line, why }) => (
            <li key={line}>
              {t("admin.customers.file.line", { line })}: {why}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
