// The theme: the system's preference until someone chooses; the choice is remembered.

const KEY = "vlmstream.theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const WORDS = { auto: "Auto", light: "Light", dark: "Dark" };

/** Tells whoever draws on a canvas (the chart) that colours have changed. */
export const themeChanged = new EventTarget();

export function startTheme(button) {
  show(button);
  button.addEventListener("click", () => {
    choose(NEXT[current()]);
    show(button);
    announce();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
}

function current() {
  return document.documentElement.dataset.theme ?? "auto";
}

function choose(theme) {
  if (theme === "auto") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Not remembered where storage is forbidden.
  }
}

function show(button) {
  const theme = current();
  button.textContent = WORDS[theme];
  button.dataset.icon = theme;
  button.setAttribute("aria-label", `Theme: ${WORDS[theme]}. Switch to ${WORDS[NEXT[theme]]}`);
}

function announce() {
  themeChanged.dispatchEvent(new Event("change"));
}
