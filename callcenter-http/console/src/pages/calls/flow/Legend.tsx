import { useTranslation } from "react-i18next";
import { type Flow, kinds } from "./flow";
import { looks } from "./looks";

/** What the signs mean, of those that are there. */
export function Legend({ flow }: { flow: Flow }) {
  const { t } = useTranslation();
  const there = kinds.filter((kind) => flow.marks.some((mark) => mark.kind === kind));
  return (
    <ul aria-label={t("calls.flow.legend")} className="flex flex-wrap gap-x-3 gap-y-1 text-sm text-muted">
      {there.map((kind) => {
        const look = looks[kind];
        return (
          <li key={kind} className="inline-flex items-center gap-1.5">
            <svg width={20} height={14} aria-hidden="true">
              {look.row === "point" ? (
                kind === "end" ? (
                  <path d="M6 3l8 8m0 -8l-8 8" className={look.stroke} strokeWidth={2} />
                ) : (
                  <>
                    <line x1={10} x2={10} y1={1} y2={9} className={look.stroke} strokeWidth={2} />
                    <path d="M5.5 7L10 13.5L14.5 7z" className={look.fill} />
                  </>
                )
              ) : look.row === "under" ? (
                <rect x={1} y={5} width={18} height={4} rx={2} className={look.fill} />
              ) : (
                <>
                  <rect
                    x={1}
                    y={1}
                    width={18}
                    height={12}
                    rx={3}
                    className={`${look.fill} ${look.stroke}`}
                    strokeWidth={1.5}
                    strokeDasharray={look.dashed ? "4 3" : undefined}
                  />
                  {look.pattern && (
                    <rect x={1} y={1} width={18} height={12} rx={3} fill={`url(#flow-${look.pattern})`} />
                  )}
                </>
              )}
            </svg>
            {t(`calls.mark.${kind}`)}
          </li>
        );
      })}
    </ul>
  );
}
