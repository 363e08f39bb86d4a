// Light, dark, high contrast, or as the system says. theme_start.ts applies the choice before the first paint.
export type Theme = "system" | "light" | "dark" | "contrast";

export const themes: { id: Theme; title: string }[] = [
  { id: "system", title: "As the system" },
  { id: "light", title: "Light" },
  { id: "dark", title: "Dark" },
  { id: "contrast", title: "High contrast" },
];

const storage_key = "mooring-theme";
const dark_query = () => window.matchMedia("(prefers-color-scheme: dark)");
const contrast_query = () => window.matchMedia("(prefers-contrast: more)");

export function chosen_theme(): Theme {
  try {
    const kept = localStorage.getItem(storage_key);
    return themes.find((theme) => theme.id === kept)?.id ?? "system";
  } catch {
    return "system"; // storage is blocked
  }
}

// High contrast comes in a light and a dark form, as the system's colors are.
function apply(theme: Theme): void {
  const root = document.documentElement.dataset;
  const dark = theme === "dark" || ((theme === "system" || theme === "contrast") && dark_query().matches);
  root["theme"] = dark ? "dark" : "light";
  if (theme === "contrast" || (theme === "system" && contrast_query().matches)) root["contrast"] = "more";
  else delete root["contrast"];
}

export function apply_theme(): void {
  apply(chosen_theme());
}

export function choose_theme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(storage_key);
    else localStorage.setItem(storage_key, theme);
  } catch {
    // It holds until the page is left.
  }
  apply(theme);
}

export function follow_system(): void {
  dark_query().addEventListener("change", apply_theme);
  contrast_query().addEventListener("change", apply_theme);
}
