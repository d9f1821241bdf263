import { PhoneOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";

/** While the phone can't be rung: nothing can reach the agent, whatever his state says. */
export function PhoneBanner({ agent }: { agent: Schemas["LiveAgent"] | null }) {
  const { t } = useTranslation();
  if (!agent || agent.reachable || agent.activity === "talking") return null;
  return (
    <div role="alert" className="flex items-center gap-3 rounded-lg border border-bad bg-bad-soft px-4 py-3 text-bad">
      <PhoneOff size={20} aria-hidden className="shrink-0" />
      <p>{t("agent.phone_down", { state: t(`words.device.${agent.device}`) })}</p>
    </div>
  );
}
