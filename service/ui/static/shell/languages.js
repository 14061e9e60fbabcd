/** In which language the page speaks, where the server offers several. */
import { pageLanguage, t } from "../core/messages.js";
import { h } from "./dom.js";

/** A list to choose from; null where there is one language only, as in a page opened from a file. */
export function languageChooser() {
  const offered = document.querySelector('meta[name="argmap-languages"]')?.getAttribute("content")?.split(",") ?? [];
  if (offered.length < 2) return null;
  const select = h(
    "select",
    { "aria-label": t("Language of the page"), onchange: () => choose(select.value) },
    offered.map((code) => h("option", { value: code, lang: code, selected: code === pageLanguage }, new Intl.DisplayNames([code], { type: "language" }).of(code))),
  );
  return select;
}

/** @param {string} code */
function choose(code) {
  // biome-ignore lint/suspicious/noDocumentCookie: the server chooses the page by it, and Firefox has no cookie store
  document.cookie = `argmap-language=${code}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
}
