import { useState } from "react";
import { useTranslation } from "react-i18next";
import { chooseZone, whole, zone } from "~/format";
import { chooseLanguage, type Language, languages } from "~/i18n";
import { useNow } from "~/live/hooks";
import { chooseTheme, chosenTheme, type Theme } from "~/theme/theme";
import { Select } from "~/ui/field";
import { Panel } from "~/ui/panel";

const themes: Theme[] = ["system", "light", "dark"];
const browsers = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const zones = [...new Set(["UTC", browsers, ...Intl.supportedValuesOf("timeZone")])].sort();

/** Language, colours, and the zone in which instants are shown: for this browser. */
export function Appearance() {
  const { t, i18n } = useTranslation();
  const [theme, setTheme] = useState(chosenTheme());
  const [shown, setShown] = useState(zone());
  return (
    <Panel title={t("me.appearance")}>
      <div className="grid gap-4">
        <Select
          label={t("me.language")}
          value={i18n.language}
          onChange={(event) => void chooseLanguage(event.target.value as Language)}
        >
          {Object.entries(languages).map(([key, name]) => (
            <option key={key} value={key} lang={key}>
              {name}
            </option>
          ))}
        </Select>
        <Select
          label={t("me.theme")}
          value={theme}
          onChange={(event) => {
            chooseTheme(event.target.value as Theme);
            setTheme(event.target.value as Theme);
          }}
        >
          {themes.map((key) => (
            <option key={key} value={key}>
              {t(`shell.theme_${key}`)}
            </option>
          ))}
        </Select>
        <Select
          label={t("me.zone")}
          hint={<Clock key={shown} />}
          value={shown}
          onChange={(event) => {
            chooseZone(event.target.value === browsers ? null : event.target.value);
            setShown(event.target.value);
          }}
        >
          {zones.map((name) => (
            <option key={name} value={name}>
              {name === browsers ? t("me.zone_browser", { zone: name }) : name}
            </option>
          ))}
        </Select>
      </div>
    </Panel>
  );
}

function Clock() {
  const { t } = useTranslation();
  return <>{t("me.now", { time: whole(useNow()) })}</>;
}
