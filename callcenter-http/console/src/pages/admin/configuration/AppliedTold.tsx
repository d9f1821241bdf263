import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { whole } from "~/format";
import { Badge, type Tone } from "~/ui/badge";

const tones: Record<string, Tone> = { applied: "good", rolled_back: "warn", failed: "bad" };

/** What happened when a configuration was applied. */
export function AppliedTold({ applied }: { applied: Schemas["Applied"] }) {
  const { t, i18n } = useTranslation();
  const known = `admin.configuration.outcomes.${applied.outcome}`;
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tones[applied.outcome] ?? "idle"}>{i18n.exists(known) ? t(known) : applied.outcome}</Badge>
        <span className="text-muted">
          {t("admin.configuration.by", { by: applied.by, at: whole(applied.at), generation: applied.generation })}
        </span>
      </p>
      {applied.findings.length > 0 && (
        <ul className="list-disc pl-6">
          {applied.findings.map((finding) => (
            <li key={finding} className="wrap-anywhere">
              {finding}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
