export type Theme = "light" | "dark" | "system";

const KEPT = "callcenter.theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(theme: Theme) {
  const isDark = theme === "dark" || (theme === "system" && dark.matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

export function chooseTheme(theme: Theme) {
  if (theme === "system") localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, theme);
  applyTheme(theme);
}

dark.addEventListener("change", () => applyTheme(chosenTheme()));
