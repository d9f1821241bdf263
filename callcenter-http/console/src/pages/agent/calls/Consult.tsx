import { ArrowLeftRight, Check, Merge, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { useRow } from "~/live/hooks";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { useAct } from "../act";
import { onLeg } from "../control";
import type { Consultation } from "../who";

/** An attended transfer: both sides beside each other, and what becomes of them. */
export function Consult({
  own,
  other,
  consultation,
}: {
  own: Schemas["OwnCall"];
  other: string;
  consultation: Consultation;
}) {
  const { t } = useTranslation();
  const { busy, act } = useAct();
  const asked = useRow("agents", consultation.leg.endpoint);
  const { answered, speaksWith } = consultation;
  const button = (what: "swap" | "merge" | "complete" | "cancel", icon: React.ReactNode, look: "plain" | "good") => (
    <Button
      look={look}
      icon={icon}
      busy={busy === what}
      disabled={busy !== null || (!answered && (what === "swap" || what === "merge"))}
      onClick={() => void act(what, () => onLeg[what](own.id, own.leg), t(`agent.${what}_done`))}
    >
      {t(`agent.${what}`)}
    </Button>
  );
  return (
    <section aria-label={t("agent.consultation")} className="grid gap-3 rounded-lg border border-accent p-3">
      <div className="grid grid-cols-2 gap-2">
        <Side title={other} state={speaksWith === "caller" ? "speaks" : "waits"} />
        <Side
          title={asked?.name ?? consultation.leg.endpoint}
          state={!answered ? "rings" : speaksWith === "asked" ? "speaks" : "waits"}
        />
      </div>
      <div className="grid grid-cols-2 gap-2">
        {button("complete", <Check size={18} aria-hidden />, "good")}
        {button("swap", <ArrowLeftRight size={18} aria-hidden />, "plain")}
        {button("merge", <Merge size={18} aria-hidden />, "plain")}
        {button("cancel", <Undo2 size={18} aria-hidden />, "plain")}
      </div>
    </section>
  );
}

function Side({ title, state }: { title: string; state: "speaks" | "waits" | "rings" }) {
  const { t } = useTranslation();
  const tone = state === "speaks" ? "good" : state === "rings" ? "warn" : "busy";
  return (
    <div className={`grid gap-1 rounded-lg p-2 ${state === "speaks" ? "bg-good-soft" : "bg-raised"}`}>
      <bdi className="truncate font-medium">{title}</bdi>
      <div>
        <Badge tone={tone}>{t(`agent.side_${state}`)}</Badge>
      </div>
    </div>
  );
}
