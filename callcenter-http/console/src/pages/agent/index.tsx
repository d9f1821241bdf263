import { Headset, PhoneOff, Settings } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { isAtLeast, useMe } from "~/app/session";
import { PhonePanel, PhoneSettings, usePhone } from "~/softphone";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Page, Panel } from "~/ui/panel";
import { Empty, Loading } from "~/ui/told";
import { AfterCall } from "./after/AfterCall";
import { Figures } from "./after/Figures";
import { Today } from "./after/Today";
import { CallCard } from "./calls/CallCard";
import { Parked } from "./calls/Parked";
import { useOwnAgent, useOwnCalls, useOwnKey } from "./own";
import { Reach } from "./reach/Reach";
import { PhoneBanner } from "./state/PhoneBanner";
import { Queues } from "./state/Queues";

/** Where an agent works: the calls, whom to call, the queues, the day. */
export default function Agent() {
  const { t } = useTranslation();
  const key = useOwnKey();
  return <Page title={t("places.agent")}>{key ? <Desk agentKey={key} /> : <NoAgent />}</Page>;
}

function Desk({ agentKey }: { agentKey: string }) {
  const agent = useOwnAgent();
  if (agent === undefined) return <Loading />;
  return (
    <>
      <PhoneBanner agent={agent} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-4">
          <OwnPhone />
          <OwnCalls />
          <Parked />
          <AfterCall />
          <Today />
        </div>
        <div className="grid min-w-0 gap-4">
          <Reach />
          <Queues agent={agent} />
          <Figures agent={agentKey} />
        </div>
      </div>
    </>
  );
}

/** The phone in the page; nothing where one's phone stands on the desk. */
function OwnPhone() {
  const { t } = useTranslation();
  const { status } = usePhone();
  const [open, setOpen] = useState(false);
  if (status === "off" || status === "desk") return null;
  return (
    <Panel
      title={t("phone.title")}
      tools={
        <Button
          small
          look="quiet"
          icon={<Settings size={18} />}
          label={t("phone.settings")}
          onClick={() => setOpen(true)}
        />
      }
    >
      <PhonePanel />
      <Dialog open={open} onClose={() => setOpen(false)} title={t("phone.settings")}>
        <PhoneSettings />
      </Dialog>
    </Panel>
  );
}

function OwnCalls() {
  const { t } = useTranslation();
  const calls = useOwnCalls();
  if (!calls) return <Loading />;
  return (
    <section aria-label={t("agent.calls")} className="grid gap-4">
      {calls.length === 0 ? (
        <div className="rounded-xl border border-line bg-surface">
          <Empty icon={<PhoneOff size={28} aria-hidden />}>{t("agent.no_call")}</Empty>
        </div>
      ) : (
        <div className={calls.length > 1 ? "grid items-start gap-4 xl:grid-cols-2" : ""}>
          {calls.map((own) => (
            <CallCard key={own.id} own={own} />
          ))}
        </div>
      )}
    </section>
  );
}

/** Who is logged in but is no agent: said, with the way to change it. */
function NoAgent() {
  const { t } = useTranslation();
  const { user } = useMe();
  return (
    <div className="rounded-xl border border-line bg-surface">
      <Empty icon={<Headset size={28} aria-hidden />}>
        <p>{t("agent.none")}</p>
        {isAtLeast(user.role, "administrator") && (
          <Link to="/admin" className="underline">
            {t("places.admin")}
          </Link>
        )}
      </Empty>
    </div>
  );
}
