/** `auto` follows the system. */
export const themes = ["auto", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

export function storedTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return themes.find((theme) => theme === stored) ?? "auto";
}

/** Shows the page so, now and the next time. */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme);
  document.documentElement.dataset["theme"] = theme;
  window.dispatchEvent(new Event("themechange"));
}

const storageKey = "club-theme";
