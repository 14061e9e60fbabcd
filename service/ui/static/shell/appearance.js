/** Light or dark: the reader's choice, else the system's. */
import { storedTheme } from "../early.js";
import { setDark } from "./actions.js";
import { store } from "./store.js";

const KEY = "argmap-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export function startAppearance() {
  const apply = () => setDark(chosen ? chosen === "dark" : system.matches);
  document.documentElement.dataset.theme = "light";
  apply();
  system.addEventListener("change", apply);
}

/** The reader's own choice. */
let chosen = storedTheme;

export function toggleTheme() {
  const dark = !store.state.dark;
  chosen = dark ? "dark" : "light";
  setDark(dark);
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // the choice then lasts as long as the page
  }
}
