import { Volume2 } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { askPermission, permission } from "~/alert/notify";
import { chooseAlerts, useAlerts } from "~/alert/prefs";
import { ringOnce } from "~/alert/ring";
import { percent } from "~/format";
import { Button } from "~/ui/button";
import { Check } from "~/ui/field";
import { Panel } from "~/ui/panel";

/** How this browser tells that it rings: nothing of it unless it is wanted. */
export function AlertSettings() {
  const { t } = useTranslation();
  const { sound, volume, notify } = useAlerts();
  const [may, setMay] = useState(permission());
  const slider = useId();

  const wantNotices = async (wanted: boolean) => {
    if (!wanted) return chooseAlerts({ notify: false });
    const answer = await askPermission();
    setMay(answer);
    chooseAlerts({ notify: answer === "granted" });
  };

  return (
    <Panel title={t("me.alerts")}>
      <div className="grid gap-4">
        <Check
          label={t("me.sound")}
          hint={t("me.sound_hint")}
          checked={sound}
          onChange={(event) => chooseAlerts({ sound: event.target.checked })}
        />
        <div className="grid gap-1">
          <label htmlFor={slider} className="text-sm font-medium">
            {t("me.volume")}: {percent(volume)}
          </label>
          <div className="flex items-center gap-3">
            <input
              id={slider}
              type="range"
              min={0}
              max={1}
              step={0.05}
              value={volume}
              aria-valuetext={percent(volume)}
              onChange={(event) => chooseAlerts({ volume: Number(event.target.value) })}
              className="h-8 min-w-0 flex-1 accent-(--accent)"
            />
            <Button small icon={<Volume2 size={16} aria-hidden />} onClick={() => ringOnce(volume)}>
              {t("me.listen")}
            </Button>
          </div>
        </div>
        <Check
          label={t("me.notify")}
          hint={may === "granted" || may === "default" ? t("me.notify_hint") : t(`me.notify_${may}`)}
          checked={notify && may === "granted"}
          disabled={may === "insecure" || may === "missing" || may === "denied"}
          onChange={(event) => void wantNotices(event.target.checked)}
        />
      </div>
    </Panel>
  );
}
