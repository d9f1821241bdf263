import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { useMe } from "~/app/session";
import { span, time } from "~/format";
import { live } from "~/live/connection";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";
import { useAct } from "../act";
import { callNumber } from "../control";
import { useDispositionCodes } from "../own";
import { About, useAbout } from "./About";
import { close, useClosed } from "./drafts";
import { usePartner } from "./name";
import { toBeSaid, useRecentCalls } from "./recent";

/** After a call: what it was about, and calling back. Each call asks until it is answered or put away. */
export function AfterCall() {
  const closed = useClosed();
  const recent = useRecentCalls();
  const codes = useDispositionCodes(null);
  if (!recent.data || codes.data === undefined) return null;
  return toBeSaid(recent.data.items, closed, live.now()).map((call) => <Asked key={call.id} call={call} />);
}

function Asked({ call }: { call: Schemas["CallItem"] }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const { busy, act } = useAct();
  const about = useAbout(call.id);
  const { number, name } = usePartner(call);
  const who = name ?? number ?? t("agent.unknown_caller");
  if (!about.data || about.data.dispositions.some((one) => one.by === user.login)) return null;
  return (
    <Panel
      title={
        <span>
          {t("agent.after")} <bdi>{who}</bdi>
        </span>
      }
      tools={
        <Button
          small
          look="quiet"
          icon={<X size={18} aria-hidden />}
          label={t("agent.put_away")}
          onClick={() => close(call.id)}
        />
      }
    >
      <div className="grid gap-3">
        <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
          {time(call.ended_at)} · {span(call.talk_s)}
          {number && name && (
            <>
              {" · "}
              <bdi>{number}</bdi>
            </>
          )}
          {call.queue && ` · ${call.queue}`}
          {number && number !== user.agent && (
            <Button
              small
              busy={busy !== null}
              onClick={() => void act("back", () => callNumber(number), t("agent.calling", { to: number }))}
            >
              {t("agent.call_back")}
            </Button>
          )}
        </p>
        <About call={call.id} queue={call.queue} onSaved={() => close(call.id)} />
      </div>
    </Panel>
  );
}
