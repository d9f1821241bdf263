import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Check, Select } from "~/ui/field";
import { sayWrong } from "~/ui/toast";
import { type Choices, type Codec, choose } from "./choices";
import { useChoices } from "./hooks";
import { MicrophoneWord } from "./MicrophoneWord";
import * as microphone from "./microphone";
import * as ringing from "./ring";

const codecs: Codec[] = ["auto", "opus", "G722", "PCMU", "PCMA"];

/** Which devices, how loud, and what the browser does to the sound; with a test of each. */
export function PhoneSettings() {
  const { t } = useTranslation();
  const choices = useChoices();
  const devices = useDevices();
  const canRoute = "setSinkId" in HTMLMediaElement.prototype;
  return (
    <div className="grid gap-4">
      <Devices label={t("phone.input")} kind="audioinput" of="input" devices={devices.all} />
      <MicrophoneTest after={devices.again} />
      {canRoute && <Devices label={t("phone.output")} kind="audiooutput" of="output" devices={devices.all} />}
      <Slider label={t("phone.volume")} of="volume" />
      {canRoute && <Devices label={t("phone.ring_on")} kind="audiooutput" of="ringOn" devices={devices.all} />}
      <Slider label={t("phone.ring_volume")} of="ringVolume" />
      <RingTest />
      <fieldset className="grid gap-2">
        <legend className="mb-1 text-sm font-medium">{t("phone.processing")}</legend>
        {(["echoCancellation", "noiseSuppression", "autoGain"] as const).map((key) => (
          <Check
            key={key}
            label={t(`phone.${key}`)}
            checked={choices[key]}
            onChange={(event) => choose({ [key]: event.target.checked })}
          />
        ))}
        <p className="text-sm text-muted">{t("phone.from_next_call")}</p>
      </fieldset>
      <Select
        label={t("phone.codec")}
        hint={t("phone.codec_hint")}
        value={choices.codec}
        onChange={(event) => choose({ codec: event.target.value as Codec })}
      >
        {codecs.map((codec) => (
          <option key={codec} value={codec}>
            {t(`phone.codec_${codec}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}

function useDevices() {
  const [all, setAll] = useState<MediaDeviceInfo[]>([]);
  const again = () => void navigator.mediaDevices?.enumerateDevices().then(setAll, () => setAll([]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, and when a device comes or goes
  useEffect(() => {
    again();
    navigator.mediaDevices?.addEventListener("devicechange", again);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", again);
  }, []);
  return { all, again };
}

type DeviceChoice = "input" | "output" | "ringOn";

function Devices({
  label,
  kind,
  of,
  devices,
}: {
  label: string;
  kind: MediaDeviceKind;
  of: DeviceChoice;
  devices: MediaDeviceInfo[];
}) {
  const { t } = useTranslation();
  const chosen = useChoices((choices) => choices[of]);
  const here = devices.filter((device) => device.kind === kind && device.deviceId && device.deviceId !== "default");
  const missing = chosen && !here.some((device) => device.deviceId === chosen);
  return (
    <Select label={label} value={chosen} onChange={(event) => choose({ [of]: event.target.value })}>
      <option value="">{t("phone.standard")}</option>
      {missing && <option value={chosen}>{t("phone.unplugged")}</option>}
      {here.map((device, at) => (
        <option key={device.deviceId} value={device.deviceId}>
          {device.label || t("phone.device", { number: at + 1 })}
        </option>
      ))}
    </Select>
  );
}

function Slider({ label, of }: { label: string; of: keyof Pick<Choices, "volume" | "ringVolume"> }) {
  const value = useChoices((choices) => choices[of]);
  return (
    <label className="grid gap-1 text-sm font-medium">
      {label}
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={value}
        className="min-h-8 w-full accent-(--accent)"
        onChange={(event) => choose({ [of]: Number(event.target.value) })}
      />
    </label>
  );
}

/** Shows how loud one is: the surest answer to whether one is heard. */
function MicrophoneTest({ after }: { after: () => void }) {
  const { t } = useTranslation();
  const input = useChoices((choices) => choices.input);
  const [on, setOn] = useState(false);
  const [level, setLevel] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another microphone is another test
  useEffect(() => {
    if (!on) return;
    let end = () => {};
    let gone = false;
    microphone.open().then(
      (stream) => {
        if (gone) return microphone.close(stream);
        // Only now does the browser tell the names of devices.
        after();
        const stopMeter = microphone.meter(stream, setLevel);
        const stopWatch = microphone.watch(stream, () => true);
        end = () => {
          stopMeter();
          stopWatch();
          microphone.close(stream);
        };
      },
      (error) => {
        setOn(false);
        sayWrong(error, t);
      },
    );
    return () => {
      gone = true;
      end();
      setLevel(0);
    };
  }, [on, input]);
  return (
    <div className="grid gap-2">
      <MicrophoneWord />
      <div className="flex items-center gap-3">
        <Button small aria-pressed={on} onClick={() => setOn(!on)}>
          {t(on ? "phone.test_end" : "phone.test_microphone")}
        </Button>
        <meter
          className="h-3 min-w-0 flex-1 [&::-webkit-meter-bar]:rounded-full [&::-webkit-meter-bar]:border-0 [&::-webkit-meter-bar]:bg-raised [&::-webkit-meter-bar]:bg-none [&::-webkit-meter-optimum-value]:rounded-full [&::-webkit-meter-optimum-value]:bg-good [&::-webkit-meter-optimum-value]:bg-none"
          min={0}
          max={1}
          value={Math.min(1, level * 4)}
          aria-label={t("phone.level")}
        />
      </div>
    </div>
  );
}

function RingTest() {
  const { t } = useTranslation();
  useEffect(() => ringing.stop, []);
  return (
    <Button
      small
      className="justify-self-start"
      onClick={() => {
        void ringing.ring();
        setTimeout(ringing.stop, 2_000);
      }}
    >
      {t("phone.test_ring")}
    </Button>
  );
}
