import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sayWrong } from "~/ui/toast";
import { sendKeys } from "../control";
import { PadKeys } from "../reach/PadKeys";

const TONES = /^[0-9*#A-D]$/i;

/** Keys for menus of others: by click, or typed while it has the focus. They go one after the other. */
export function KeyPad({ id, leg }: { id: string; leg: string }) {
  const { t } = useTranslation();
  const [sent, setSent] = useState("");
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const press = (key: string) => {
    last.current = last.current
      .then(() => sendKeys(id, leg, key))
      .then(() => setSent((before) => (before + key).slice(-24)))
      .catch((error: unknown) => sayWrong(error, t));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !TONES.test(event.key)) return;
    event.preventDefault();
    press(event.key.toUpperCase());
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its keys are buttons; this takes what is typed on them
    <div onKeyDown={onKeyDown} className="grid gap-2 rounded-lg border border-line p-3">
      <output aria-live="polite" className="min-h-6 text-center font-mono tracking-widest">
        {sent || <span className="font-sans text-sm tracking-normal text-muted">{t("agent.keys_hint")}</span>}
      </output>
      <PadKeys onPress={press} />
    </div>
  );
}
