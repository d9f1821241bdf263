import { Grid3x3, Mic, MicOff, Pause, Phone, PhoneIncoming, PhoneOff, Play, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { span } from "~/format";
import { useNow } from "~/live/hooks";
import { Badge, type Tone } from "~/ui/badge";
import { Button } from "~/ui/button";
import { sayWrong } from "~/ui/toast";
import { usePhone } from "./hooks";
import { Keypad } from "./Keypad";
import { MicrophoneWord } from "./MicrophoneWord";
import { type PhoneCall, type PhoneStatus, phone } from "./phone";

const tones: Record<PhoneStatus, Tone> = {
  off: "idle",
  loading: "idle",
  elsewhere: "warn",
  connecting: "warn",
  registered: "good",
  failed: "bad",
  desk: "idle",
};

/** The phone: how it stands, and its calls with what can be done with each. */
export function PhonePanel() {
  const { t } = useTranslation();
  const { status, why, calls, soundBlocked } = usePhone();
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2" role="status">
        <Badge tone={tones[status]} icon={<Phone size={14} aria-hidden />}>
          {t(`phone.status_${status}`)}
        </Badge>
        {status === "elsewhere" && (
          <Button small onClick={phone.takeOver}>
            {t("phone.take_over")}
          </Button>
        )}
        {status === "failed" && (
          <Button small icon={<RotateCcw size={16} aria-hidden />} onClick={phone.retry}>
            {t("common.again")}
          </Button>
        )}
      </div>
      {why && status !== "registered" && <p className="text-sm text-muted">{why}</p>}
      {status !== "desk" && <MicrophoneWord />}
      {soundBlocked && (
        <Button look="main" onClick={phone.unblock}>
          {t("phone.unblock")}
        </Button>
      )}
      {calls.map((call) => (
        <Line key={call.id} call={call} />
      ))}
    </div>
  );
}

function Line({ call }: { call: PhoneCall }) {
  const { t } = useTranslation();
  const [pad, setPad] = useState(false);
  const [busy, setBusy] = useState(false);
  const who = call.name ?? call.number;
  const answer = async () => {
    setBusy(true);
    try {
      await phone.answer(call.id);
    } catch (error) {
      // What is wrong with the microphone stands above; the words of the browser help whoever is asked for help.
      sayWrong(error, t);
    } finally {
      setBusy(false);
    }
  };
  const up = call.state === "up";
  return (
    <section
      aria-label={t("phone.call_with", { who })}
      className="grid gap-3 rounded-lg border border-line bg-page p-3"
      data-phone-call={call.state}
    >
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <bdi className="block truncate font-semibold">{who}</bdi>
          {call.name && <bdi className="block truncate text-sm text-muted">{call.number}</bdi>}
        </div>
        <div className="text-right text-sm" aria-live="polite">
          {t(call.held ? "phone.on_hold" : `phone.call_${call.state}`)}
        </div>
        <Timer since={call.since} />
      </div>
      <div className="flex flex-wrap gap-2">
        {call.state === "ringing" && (
          <Button look="main" busy={busy} icon={<PhoneIncoming size={18} aria-hidden />} onClick={() => void answer()}>
            {t("phone.answer")}
          </Button>
        )}
        {up && (
          <>
            <Button
              aria-pressed={call.held}
              icon={call.held ? <Play size={18} aria-hidden /> : <Pause size={18} aria-hidden />}
              onClick={() => phone.hold(call.id, !call.held)}
            >
              {t(call.held ? "phone.unhold" : "phone.hold")}
            </Button>
            <Button
              aria-pressed={call.muted}
              icon={call.muted ? <MicOff size={18} aria-hidden /> : <Mic size={18} aria-hidden />}
              onClick={() => phone.mute(call.id, !call.muted)}
            >
              {t(call.muted ? "phone.unmute" : "phone.mute")}
            </Button>
            <Button aria-expanded={pad} icon={<Grid3x3 size={18} aria-hidden />} onClick={() => setPad(!pad)}>
              {t("phone.keypad")}
            </Button>
          </>
        )}
        <Button look="danger" icon={<PhoneOff size={18} aria-hidden />} onClick={() => phone.hangUp(call.id)}>
          {t(call.state === "ringing" ? "phone.reject" : "phone.hang_up")}
        </Button>
      </div>
      {up && pad && <Keypad onKey={(key) => phone.dtmf(call.id, key)} />}
    </section>
  );
}

function Timer({ since }: { since: number }) {
  useNow();
  return <span className="min-w-12 text-right tabular-nums">{span((Date.now() - since) / 1_000)}</span>;
}
