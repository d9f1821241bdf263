import { PhoneIncoming } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";
import { notify } from "~/alert/notify";
import { useAlerts } from "~/alert/prefs";
import { ring } from "~/alert/ring";
import { usePhone } from "~/softphone";
import { useOwnCalls } from "./own";
import { otherSide } from "./who";

/** When it rings: said on every page, with sound and the browser's notification where they are wanted. */
export function Ringing() {
  const { t } = useTranslation();
  const calls = useOwnCalls();
  const { pathname } = useLocation();
  const go = useNavigate();
  const { sound, volume, notify: wantsNotice } = useAlerts();
  // The phone in this page rings by itself.
  const phone = usePhone();
  const rings = sound && phone.status !== "registered";
  const ringing = calls?.find((own) => own.phone === "ringing");
  const id = ringing?.id;
  const side = ringing && otherSide(ringing);
  const who = side?.name ?? side?.number ?? t("agent.unknown_caller");
  const queue = ringing?.call.queue ?? "";

  useEffect(() => {
    if (!id || !rings) return;
    return ring(volume);
  }, [id, rings, volume]);

  useEffect(() => {
    if (!id || !wantsNotice) return;
    return notify(id, who, queue, () => void go("/agent"));
  }, [id, wantsNotice, who, queue, go]);

  return (
    <>
      <span role="status" className="sr-only">
        {ringing && t("agent.rings", { who })}
      </span>
      {ringing && !pathname.startsWith("/agent") && (
        <Link
          to="/agent"
          className="flex min-h-11 min-w-0 items-center gap-2 rounded-lg border border-warn bg-warn-soft px-3 font-medium text-warn"
        >
          <PhoneIncoming size={18} aria-hidden className="shrink-0" />
          <span className="truncate">{t("agent.rings", { who })}</span>
        </Link>
      )}
    </>
  );
}
