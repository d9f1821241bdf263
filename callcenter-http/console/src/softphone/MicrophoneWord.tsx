import { MicOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStanding } from "./hooks";

/** What is wrong with the microphone, and what to do; nothing while it works. */
export function MicrophoneWord() {
  const { t } = useTranslation();
  const { is } = useStanding((state) => state.microphone);
  if (is === "good" || is === "unknown") return null;
  return (
    <p role="alert" className="flex items-start gap-2 rounded-lg bg-warn-soft p-3 text-sm text-warn">
      <MicOff size={18} className="mt-0.5 shrink-0" aria-hidden />
      <span>{t(`phone.microphone_${is}`)}</span>
    </p>
  );
}
