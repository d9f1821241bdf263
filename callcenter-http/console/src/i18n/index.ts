// Words of the page. Each room has a file of its own in each language; keys are `room.what`.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const KEPT = "callcenter.language";

type Words = Record<string, object>;

const files: Record<Language, () => Promise<{ words: Words }>> = {
  en: () => import("./en/all"),
  de: () => import("./de/all"),
};

function chosen(): Language {
  const kept = localStorage.getItem(KEPT) ?? navigator.language.slice(0, 2);
  return kept in languages ? (kept as Language) : "en";
}

async function load(language: Language) {
  const { words } = await files[language]();
  i18next.addResourceBundle(language, "translation", words, true, true);
}

export async function startLanguage() {
  const language = chosen();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await load(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language) {
  await load(language);
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
