// Light, dark or as the system says. theme_start.ts applies the choice before the first paint.
export type Theme = "system" | "light" | "dark";

const storage_key = "mooring-theme";
const dark_query = () => window.matchMedia("(prefers-color-scheme: dark)");

export function chosen_theme(): Theme {
  try {
    const kept = localStorage.getItem(storage_key);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system"; // storage is blocked
  }
}

export function apply_theme(): void {
  const theme = chosen_theme();
  const dark = theme === "dark" || (theme === "system" && dark_query().matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

export function choose_theme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(storage_key);
    else localStorage.setItem(storage_key, theme);
  } catch {
    // It holds until the page is left.
  }
  apply_theme();
  if (theme !== "system") document.documentElement.dataset["theme"] = theme;
}

export function follow_system(): void {
  dark_query().addEventListener("change", apply_theme);
}
