import { PhoneIncoming, PhoneOutgoing } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Badge, type Tone } from "~/ui/badge";
import { About } from "../after/About";
import { useCan } from "../own";
import { Since } from "../state/Since";
import { consultation, otherSide } from "../who";
import { Consult } from "./Consult";
import { Controls } from "./Controls";
import { CustomerCard } from "./CustomerCard";
import { Waited } from "./Waited";

const tones: Record<Schemas["PhoneState"], Tone> = {
  ringing: "warn",
  calling: "accent",
  in_call: "good",
  on_hold: "busy",
};

/** One own call: with whom, how it stands, what can be done, what is known of the customer, what it is about. */
export function CallCard({ own }: { own: Schemas["OwnCall"] }) {
  const { t } = useTranslation();
  const heading = useId();
  const can = useCan(own);
  const { name, number } = otherSide(own);
  const consulting = consultation(own, can);
  const outgoing = own.call.caller_leg === own.leg;
  const Icon = outgoing ? PhoneOutgoing : PhoneIncoming;
  const who = name ?? number ?? t(outgoing ? "agent.outgoing" : "agent.unknown_caller");
  return (
    <article
      aria-labelledby={heading}
      className={`grid content-start gap-4 rounded-xl border bg-surface p-4 ${own.phone === "ringing" ? "border-warn ring-2 ring-warn" : "border-line"}`}
    >
      <header className="flex items-start gap-3">
        <span className="grid size-11 shrink-0 place-content-center rounded-full bg-accent-soft">
          <Icon size={22} aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <h3 id={heading} className="truncate text-lg font-semibold">
            <bdi>{who}</bdi>
          </h3>
          <p className="flex flex-wrap gap-x-2 text-sm text-muted">
            {name && number && <bdi>{number}</bdi>}
            {own.call.queue && <span>{own.call.queue}</span>}
            <Waited own={own} />
          </p>
        </div>
        <div className="grid shrink-0 justify-items-end gap-1">
          <Badge tone={tones[own.phone]}>{t(`words.phone.${own.phone}`)}</Badge>
          <Since at={own.call.since ?? own.call.started_at} className="text-lg font-semibold" />
        </div>
      </header>
      <Controls own={own} can={can} consulting={consulting !== null} />
      {consulting && <Consult own={own} other={who} consultation={consulting} />}
      {(number || !outgoing) && (
        <CustomerCard card={own.card} number={number} name={outgoing ? null : (own.call.caller_name ?? null)} />
      )}
      {own.phone !== "ringing" && (
        <section aria-label={t("agent.about")} className="border-t border-line pt-3">
          <About call={own.id} queue={own.call.queue} />
        </section>
      )}
    </article>
  );
}
