import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { type Asked, asQuery } from "./period";
import type { Whose } from "./report";

const look =
  "inline-flex min-h-8 items-center gap-2 rounded-lg border border-field px-2.5 text-sm whitespace-nowrap hover:bg-raised";

type Props = { title: string; scope: Whose; asked: Asked; by?: Schemas["Step"] };

/** A table of the server's as a sheet: each row that is shown, with all figures that there are. */
export function CsvLink({ title, scope, asked, by }: Props) {
  const { t } = useTranslation();
  const rows = by ? { by, week_start: "monday" } : {};
  const query = new URLSearchParams(Object.entries({ scope, format: "csv", ...asQuery(asked), ...rows }));
  return (
    <a
      href={`/api/reports/export?${query}`}
      download
      aria-label={`${t("common.export")}: ${title} CSV`}
      className={look}
    >
      <Download size={16} aria-hidden /> CSV
    </a>
  );
}

/** A small table that is made here, as a sheet. */
export function CsvButton({ title, rows }: { title: string; rows: (string | number)[][] }) {
  const { t } = useTranslation();
  const quoted = (cell: string | number) => (typeof cell === "number" ? cell : `"${cell.replaceAll('"', '""')}"`);
  const save = () => {
    const text = rows.map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = `${title}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <button type="button" onClick={save} aria-label={`${t("common.export")}: ${title} CSV`} className={look}>
      <Download size={16} aria-hidden /> CSV
    </button>
  );
}
