/** Says what a click means just now, while a link is aimed or words are chosen; and offers to add selected words. */
import { t } from "../core/messages.js";
import { WORDS } from "../core/model.js";
import { find, h, setChildren } from "../shell/dom.js";
import { mapChanged, store } from "../shell/store.js";
import { selectedSpan, useWords, wordLists } from "./spans.js";

export function mountBanner() {
  const banner = /** @type {HTMLElement} */ (find("#banner"));
  store.subscribe((state, changed) => {
    if (!changed.has("mode") && !mapChanged(changed)) return;
    banner.hidden = state.mode === null || !store.derived;
    if (!banner.hidden) setChildren(banner, content());
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.state.mode && !document.querySelector("dialog[open]")) store.set({ mode: null });
  });
  mountAddButton();
}

/** @returns {Node[]} */
function content() {
  const { mode } = store.state;
  const cancel = h("button", { type: "button", onclick: () => store.set({ mode: null }) }, t("Cancel (Esc)"));
  const name = (/** @type {string} */ id) => {
    const text = store.open.index.units.get(id)?.text ?? "";
    return h("em", {}, text.length > 70 ? `${text.slice(0, 68)}…` : text);
  };
  if (mode?.name === "target") {
    const { sign, long } = WORDS[mode.kind];
    const what = mode.kind === "undercut" ? t("Choose the reason whose step fails, for ") : t("Choose the claim that this one {0}: ", long);
    return [h("span", {}, `${sign} ${what}`, name(mode.unit)), cancel];
  }
  if (mode?.name === "merge") return [h("span", {}, t("Choose the claim to merge into "), name(mode.unit)), cancel];
  if (mode?.name === "spans") {
    const unit = mode.unit ? store.open.index.units.get(mode.unit) : undefined;
    return [
      h("span", {}, unit ? t("Select its words in the article, ") : t("Select the claim's words in the article, "), unit ? wordLists(unit.paragraph) : null),
      keepSelection(h("button", { type: "button", class: "primary", onclick: () => useWords(selectedSpan()) }, t("Use the selected words"))),
      unit ? keepSelection(h("button", { type: "button", onclick: () => useWords(selectedSpan(), true) }, t("Add them to its words"))) : null,
      cancel,
    ].filter((node) => node !== null);
  }
  return [];
}

/** A press on the button must not drop the selection that it is about. @param {HTMLButtonElement} button */
function keepSelection(button) {
  button.addEventListener("mousedown", (event) => event.preventDefault());
  return button;
}

/** What appears beside words selected in the article: a button, and whose claim it will be. */
function mountAddButton() {
  const holder = h("select", { "aria-label": t("Holder of the new claim") });
  /** @type {import("../core/types.js").Span | null} */
  let words = null;
  const button = keepSelection(h("button", { type: "button", class: "primary", onclick: () => useWords(words, false, holder.value) }, t("Add as a claim")));
  const box = h("span", { class: "add-claim row", hidden: true }, button, h("label", { class: "row" }, t("of "), holder));
  document.body.append(box);
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === holder) return; // choosing a holder may drop the selection
    const selection = getSelection();
    const article = document.querySelector(".article-text");
    const inside = selection && !selection.isCollapsed && article?.contains(selection.anchorNode);
    box.hidden = !inside || store.state.mode !== null || document.body.classList.contains("read-only");
    if (box.hidden || !selection) return;
    words = selectedSpan();
    const { perspectives } = store.open.map;
    setChildren(
      holder,
      perspectives.map(({ id, label }) => h("option", { value: id, selected: id === "author" }, label)),
    );
    holder.parentElement?.toggleAttribute("hidden", perspectives.length < 2);
    const place = selection.getRangeAt(0).getBoundingClientRect();
    box.style.top = `${Math.min(innerHeight - 48, place.bottom + 6)}px`;
    box.style.left = `${Math.max(8, Math.min(innerWidth - box.offsetWidth - 8, place.left))}px`;
  });
  store.subscribe((_, changed) => {
    if (changed.has("draft")) box.hidden = true;
  });
}
