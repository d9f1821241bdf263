import {
  CircleDot,
  CircleParking,
  Grid3x3,
  Mic,
  MicOff,
  Pause,
  Phone,
  PhoneForwarded,
  PhoneOff,
  Play,
  Square,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { phone } from "~/softphone";
import { Button } from "~/ui/button";
import { Menu } from "~/ui/menu";
import { sayWrong } from "~/ui/toast";
import { useAct } from "../act";
import { onLeg } from "../control";
import { type Can, otherSide } from "../who";
import { useInPage } from "./in-page";
import { KeyPad } from "./KeyPad";
import { TransferDialog } from "./TransferDialog";
import { useTold } from "./told";

type Props = { own: Schemas["OwnCall"]; can: Can | undefined; consulting: boolean };

/** What can be done with a call. What can't be done stays in its place and says why. */
export function Controls({ own, can, consulting }: Props) {
  const { t } = useTranslation();
  const { busy, act } = useAct();
  const { muted: wasMuted, recordingPaused, tell } = useTold(own.leg);
  // With the phone in this page, the page itself answers and is silent; with a desk phone the switch is asked.
  const inPage = useInPage(own, otherSide(own).number);
  const muted = inPage ? inPage.muted : wasMuted;
  const [open, setOpen] = useState<"transfer" | "keys" | null>(null);
  const { id, leg } = own;
  const rings = own.phone === "ringing";
  // Of a call that nobody saw begin both are possible: then nobody is known to be held.
  const heldByServer = can?.get("unhold")?.possible && !can.get("hold")?.possible;
  const holds = !consulting && (own.phone === "on_hold" || Boolean(heldByServer));

  const run = (what: keyof typeof onLeg) => act(what, () => onLeg[what](id, leg));
  const why = (control: string) => {
    const one = can?.get(control);
    return one?.possible ? null : (one?.why ?? t("agent.not_yet"));
  };

  if (rings) {
    // Who rings does not wait: until it is known what can be done the switch itself says whether it can.
    const whyNot = (control: string) => (inPage || !can ? null : why(control));
    return (
      <div className="grid grid-cols-2 gap-2">
        <Control
          look="good"
          why={whyNot("answer")}
          busy={busy === "answer"}
          onClick={() => void (inPage ? act("answer", () => phone.answer(inPage.id)) : run("answer"))}
          icon={<Phone size={20} aria-hidden />}
          tall
        >
          {t("agent.answer")}
        </Control>
        <Control
          look="danger"
          why={whyNot("hangup")}
          busy={busy === "hangup"}
          onClick={() => (inPage ? phone.hangUp(inPage.id) : void run("hangup"))}
          icon={<PhoneOff size={20} aria-hidden />}
          tall
        >
          {t("agent.decline")}
        </Control>
        {whyNot("answer") && <p className="col-span-2 text-sm text-muted">{t("agent.answer_at_phone")}</p>}
      </div>
    );
  }

  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        <Control
          why={consulting ? t("agent.consults_already") : why(holds ? "unhold" : "hold")}
          busy={busy === "hold" || busy === "unhold"}
          pressed={holds}
          onClick={() => void run(holds ? "unhold" : "hold")}
          icon={holds ? <Play size={18} aria-hidden /> : <Pause size={18} aria-hidden />}
        >
          {t(holds ? "agent.unhold" : "agent.hold")}
        </Control>
        <Control
          why={inPage ? null : why("mute")}
          busy={busy === "mute" || busy === "unmute"}
          pressed={muted}
          onClick={() =>
            inPage
              ? phone.mute(inPage.id, !muted)
              : void run(muted ? "unmute" : "mute").then((done) => done && tell({ muted: !muted }))
          }
          icon={muted ? <MicOff size={18} aria-hidden /> : <Mic size={18} aria-hidden />}
        >
          {t(muted ? "agent.unmute" : "agent.mute")}
        </Control>
        <Control
          why={consulting ? t("agent.consults_already") : why("blind_transfer")}
          onClick={() => setOpen("transfer")}
          icon={<PhoneForwarded size={18} aria-hidden />}
        >
          {t("agent.transfer")}
        </Control>
        <Control
          why={why("dtmf")}
          pressed={open === "keys"}
          onClick={() => setOpen(open === "keys" ? null : "keys")}
          icon={<Grid3x3 size={18} aria-hidden />}
        >
          {t("agent.keys")}
        </Control>
        <Control
          why={consulting ? t("agent.consults_already") : why("park")}
          busy={busy === "park"}
          onClick={() => void act("park", () => onLeg.park(id, leg), t("agent.parked"))}
          icon={<CircleParking size={18} aria-hidden />}
        >
          {t("agent.park")}
        </Control>
        <Recording
          why={why("record")}
          paused={recordingPaused}
          busy={busy?.startsWith("record") ?? false}
          onDo={(what) =>
            void act(what, () => onLeg[what](id, leg), t(`agent.${what}_done`)).then(
              (done) => done && tell({ recordingPaused: what === "record_pause" }),
            )
          }
        />
        <Control
          look="danger"
          className="col-span-2"
          why={why("hangup")}
          busy={busy === "hangup"}
          onClick={() => void run("hangup")}
          icon={<PhoneOff size={18} aria-hidden />}
        >
          {t("agent.hang_up")}
        </Control>
      </div>
      {open === "keys" && <KeyPad id={id} leg={leg} />}
      <TransferDialog own={own} can={can} open={open === "transfer"} onClose={() => setOpen(null)} />
    </div>
  );
}

type ControlProps = {
  why: string | null;
  onClick: () => void;
  icon: ReactNode;
  children: ReactNode;
  busy?: boolean;
  pressed?: boolean;
  look?: "plain" | "good" | "danger";
  tall?: boolean;
  className?: string;
};

/** A button that can be reached though it can't be used now, and says why. */
function Control({ why, onClick, icon, children, busy, pressed, look = "plain", tall, className }: ControlProps) {
  const { t } = useTranslation();
  return (
    <Button
      look={look}
      icon={icon}
      busy={busy ?? false}
      aria-disabled={why ? true : undefined}
      aria-pressed={pressed}
      aria-description={why ?? undefined}
      title={why ?? undefined}
      onClick={why ? () => sayWrong(new Error(why), t) : onClick}
      className={`min-w-0 px-2! aria-disabled:opacity-55 aria-pressed:border-accent aria-pressed:bg-accent-soft ${tall ? "min-h-14! text-lg" : ""} ${className ?? ""}`}
    >
      <span className="truncate">{children}</span>
    </Button>
  );
}

type RecordingAct = "record_start" | "record_pause" | "record_resume" | "record_stop";
const recordingActs: { what: RecordingAct; icon: typeof Play }[] = [
  { what: "record_pause", icon: Pause },
  { what: "record_resume", icon: Play },
  { what: "record_start", icon: CircleDot },
  { what: "record_stop", icon: Square },
];

function Recording({
  why,
  paused,
  busy,
  onDo,
}: {
  why: string | null;
  paused: boolean;
  busy: boolean;
  onDo: (what: RecordingAct) => void;
}) {
  const { t } = useTranslation();
  const button = (
    <Button
      icon={<CircleDot size={18} aria-hidden />}
      busy={busy}
      disabled={Boolean(why)}
      title={why ?? undefined}
      className={`min-w-0 px-2! ${paused ? "border-warn! bg-warn-soft! text-warn!" : ""}`}
    >
      <span className="truncate">{t(paused ? "agent.recording_paused" : "agent.recording")}</span>
    </Button>
  );
  if (why) return button;
  return (
    <Menu
      label={t("agent.recording")}
      trigger={button}
      choices={recordingActs.map(({ what, icon: Icon }) => ({
        key: what,
        title: t(`agent.${what}`),
        icon: <Icon size={18} aria-hidden />,
        onChoose: () => onDo(what),
      }))}
    />
  );
}
