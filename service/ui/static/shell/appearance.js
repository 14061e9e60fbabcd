/** Light or dark: the reader's choice, else the system's. */
import { setDark } from "./actions.js";
import { store } from "./store.js";

const KEY = "argmap-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export function startAppearance() {
  const apply = () => {
    const chosen = stored();
    setDark(chosen ? chosen === "dark" : system.matches);
  };
  document.documentElement.dataset.theme = "light";
  apply();
  system.addEventListener("change", apply);
}

/** A page opened from a file may have no storage. */
function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function toggleTheme() {
  const dark = !store.state.dark;
  setDark(dark);
  try {
    localStorage.setItem(KEY, dark ? "dark" : "light");
  } catch {
    // the choice then lasts as long as the page
  }
}
