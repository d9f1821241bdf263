import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { percent } from "~/format";
import { type Report, value, versioned, type Whose, whole, written } from "./report";

export type Opened = { scope: Whose; figure: string; name?: string };

type Props = {
  report: Report;
  scope: Whose;
  figure: string;
  /** Whether more of it is good news; absent: neither. */
  more?: "good" | "bad";
  onOpen: (opened: Opened) => void;
};

/** A figure with how it changed; it opens its definition and the calls behind it. */
export function FigureCard({ report, scope, figure, more, onOpen }: Props) {
  const { t } = useTranslation();
  const line = whole(report);
  const name = versioned(report, figure);
  const unit = report.definitions[name]?.unit ?? "count";
  const change = line?.changes[name];
  const difference = change?.difference ?? null;
  const tone = !more || !difference ? "text-muted" : difference > 0 === (more === "good") ? "text-good" : "text-bad";
  const Arrow = !difference ? ArrowRight : difference > 0 ? ArrowUpRight : ArrowDownRight;
  return (
    <button
      type="button"
      onClick={() => onOpen({ scope, figure })}
      className="grid content-start gap-1 rounded-xl border border-line bg-surface p-4 text-left hover:border-field"
    >
      <span className="text-sm text-muted">{t(`dashboard.figure.${figure}`)}</span>
      <span className="text-3xl font-semibold">{written(unit, value(report, line, figure))}</span>
      {change && change.before === null && <span className="text-sm text-muted">{t("dashboard.nothing_before")}</span>}
      {change && change.before !== null && (
        <span className={`inline-flex items-center gap-1 text-sm ${tone}`}>
          <Arrow size={16} aria-hidden className="shrink-0" />
          {unit === "share" && difference !== null
            ? t("dashboard.points", { value: Math.round(difference * 1_000) / 10 })
            : percent(change.percent === null ? null : change.percent / 100, 1)}{" "}
          {t("dashboard.against", { value: written(unit, change.before) })}
        </span>
      )}
    </button>
  );
}
