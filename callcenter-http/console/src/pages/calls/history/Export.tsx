import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "~/api/client";
import { isAtLeast, useMe } from "~/app/session";
import { live } from "~/live/connection";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Select } from "~/ui/field";
import { sayDone } from "~/ui/toast";
import { Wrong } from "~/ui/told";
import { useChips } from "./chips";
import { exported, type Filter, isMoreThanExported } from "./filter";

const formats = ["xlsx", "csv", "jsonl"] as const;
const tables = [
  "calls",
  "visits",
  "attempts",
  "talks",
  "transfers",
  "holds",
  "parkings",
  "recordings",
  "legs",
  "bridge_segments",
] as const;

/** The calls of the list, or what belongs to them, as a file. */
export function Export({ filter }: { filter: Filter }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const [open, setOpen] = useState(false);
  if (!isAtLeast(user.role, "supervisor")) return null;
  return (
    <>
      <Button
        small
        look="quiet"
        icon={<Download size={18} aria-hidden />}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
      >
        {t("common.export")}
      </Button>
      <ExportDialog open={open} filter={filter} onClose={() => setOpen(false)} />
    </>
  );
}

function ExportDialog({ open, filter, onClose }: { open: boolean; filter: Filter; onClose: () => void }) {
  const { t } = useTranslation();
  const [format, setFormat] = useState<(typeof formats)[number]>("xlsx");
  const [table, setTable] = useState<(typeof tables)[number]>("calls");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<unknown>(null);
  const chips = useChips({
    ...filter,
    q: "",
    order: "newest",
    min_talk_s: "",
    max_talk_s: "",
    min_wait_s: "",
    max_wait_s: "",
  });
  const make = async () => {
    setBusy(true);
    setWrong(null);
    try {
      await download({ ...exported(filter, live.now()), format, table }, `${table}.${format}`);
      sayDone(t("calls.export.done"));
      onClose();
    } catch (error) {
      setWrong(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t("calls.export.title")}
      actions={
        <Button look="main" busy={busy} onClick={() => void make()}>
          {t("calls.export.make")}
        </Button>
      }
    >
      <div className="grid gap-4">
        <Select
          label={t("calls.export.table")}
          value={table}
          onChange={({ target }) => setTable(target.value as typeof table)}
        >
          {tables.map((one) => (
            <option key={one} value={one}>
              {t(`calls.export.tables.${one}`)}
            </option>
          ))}
        </Select>
        <Select
          label={t("calls.export.format")}
          value={format}
          onChange={({ target }) => setFormat(target.value as typeof format)}
        >
          {formats.map((one) => (
            <option key={one} value={one}>
              {t(`calls.export.formats.${one}`)}
            </option>
          ))}
        </Select>
        <p>
          {t("calls.export.follows", {
            filter: [
              filter.period === "own" ? "" : t(`calls.period.${filter.period}`),
              ...chips.map(({ text }) => text),
            ]
              .filter(Boolean)
              .join(" · "),
          })}
        </p>
        {isMoreThanExported(filter) && (
          <p className="rounded-lg bg-warn-soft p-3 text-warn">{t("calls.export.not_all")}</p>
        )}
        {wrong !== null && <Wrong error={wrong} />}
      </div>
    </Dialog>
  );
}

/** Fetches a file whole: one that broke off is no file, and is told so. */
async function download(query: Record<string, string | undefined>, name: string) {
  const said = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const response = await fetch(`/api/calls/export?${new URLSearchParams(said)}`);
  if (!response.ok) throw new Refused(response.status, await response.json().catch(() => undefined));
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = /filename="?([^";]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
