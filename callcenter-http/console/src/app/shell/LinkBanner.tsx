import { WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { span } from "~/format";
import { useLink, useNow } from "~/live/hooks";

/** While what is shown may be old: how old, and why. */
export function LinkBanner() {
  const { t } = useTranslation();
  const link = useLink();
  useNow();
  if (link.is === "live" || link.is === "connecting") return null;
  const age = link.asOf === null ? null : span((Date.now() - link.asOf) / 1_000);
  const which = link.is === "server_down" ? "server" : "switch";
  return (
    <div role="status" className="flex items-center gap-3 border-b border-warn bg-warn-soft px-4 py-2 text-warn">
      <WifiOff size={18} aria-hidden />
      <span>
        {t(`shell.${which}_down`)} {age && t("shell.age", { age })}
      </span>
    </div>
  );
}
