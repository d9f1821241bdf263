import { CircleUser, Languages, LogOut, Monitor, Moon, Sun, UserCog } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { chooseLanguage, type Language, languages } from "~/i18n";
import { chooseTheme, chosenTheme, type Theme } from "~/theme/theme";
import { Menu } from "~/ui/menu";
import { useMe, useSession } from "../session";

const themes: { key: Theme; icon: typeof Sun }[] = [
  { key: "light", icon: Sun },
  { key: "dark", icon: Moon },
  { key: "system", icon: Monitor },
];

/** Who one is; theme, language, one's own settings, and the way out. */
export function PersonMenu() {
  const { t, i18n } = useTranslation();
  const { user } = useMe();
  const { logOut } = useSession();
  const [theme, setTheme] = useState(chosenTheme());
  const go = useNavigate();
  return (
    <Menu
      label={t("shell.person")}
      trigger={
        <button type="button" className="flex min-h-11 items-center gap-2 rounded-lg px-2 hover:bg-raised">
          <CircleUser size={22} aria-hidden />
          <span className="grid text-left leading-tight">
            <span className="max-w-40 truncate font-medium">{user.name || user.login}</span>
            <span className="text-xs text-muted">{t(`roles.${user.role}`)}</span>
          </span>
        </button>
      }
      choices={[
        { key: "me", title: t("places.me"), icon: <UserCog size={18} aria-hidden />, onChoose: () => go("/me") },
        "line",
        ...themes.map(({ key, icon: Icon }) => ({
          key,
          title: t(`shell.theme_${key}`),
          icon: <Icon size={18} aria-hidden />,
          chosen: theme === key,
          onChoose: () => {
            chooseTheme(key);
            setTheme(key);
          },
        })),
        "line",
        ...Object.entries(languages).map(([key, name]) => ({
          key,
          title: name,
          icon: <Languages size={18} aria-hidden />,
          chosen: i18n.language === key,
          onChoose: () => void chooseLanguage(key as Language),
        })),
        "line",
        {
          key: "out",
          title: t("shell.log_out"),
          icon: <LogOut size={18} aria-hidden />,
          onChoose: () => void logOut(),
        },
      ]}
    />
  );
}
