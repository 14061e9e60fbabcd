/** How far the mapping has come, paragraph by paragraph, while the map grows below. */
import { t } from "../core/messages.js";
import { gatherWarnings } from "../core/warnings.js";
import { find, h, setChildren } from "./dom.js";
import { cancelRun } from "./runs.js";
import { store } from "./store.js";

/** @param {string} selector */
export function mountProgress(selector) {
  const root = /** @type {HTMLElement} */ (find(selector));
  store.subscribe((state, changed) => {
    if (!changed.has("progress") && !changed.has("base") && !changed.has("mapId")) return;
    const { progress, base } = state;
    const over = base && (base.status === "failed" || base.status === "cancelled" || base.status === "partial");
    root.hidden = !progress && !over;
    if (root.hidden) return;
    setChildren(root, progress ? running(progress) : ended());
  });
}

/** @param {import("./store.js").Progress} progress */
function running(progress) {
  const body = store.open.map.document.paragraphs.filter((paragraph) => paragraph.kind === "body");
  const offline = [...progress.paragraphs.values()].filter(({ engine }) => engine === "offline").length;
  const engine = store.open.map.provenance.engine;
  const troubles = [...progress.paragraphs].filter(([, { warning }]) => warning);
  return [
    h(
      "div",
      { class: "row" },
      h("strong", {}, progress.step),
      h("span", { class: "note" }, t("{0} of {1} paragraphs · {2} engine{3}", progress.done, progress.total, engine, engine !== "offline" && offline > 0 ? t(", {0} done offline", offline) : "")),
      h("progress", { max: Math.max(1, progress.total), value: progress.done, "aria-label": t("Paragraphs mapped") }),
      h("button", { type: "button", onclick: () => void cancelRun() }, t("Cancel")),
    ),
    h(
      "ol",
      { class: "ticks", "aria-hidden": "true" },
      body.map((paragraph) => {
        const done = progress.paragraphs.get(paragraph.index);
        return h("li", { class: done ? (done.warning ? "warned" : "done") : "", title: t("Paragraph {0}{1}", paragraph.index + 1, done?.warning ? `: ${done.warning}` : "") });
      }),
    ),
    progress.lost ? h("p", { class: "warn" }, t("The connection to the server was lost. The run goes on there; reload the page to see how far it is.")) : null,
    troubles.length > 0
      ? h(
          "ul",
          { class: "warnings" },
          troubles.map(([number, { warning }]) => h("li", {}, t("Paragraph {0}: {1}", number + 1, warning))),
        )
      : null,
  ];
}

function ended() {
  const { map } = store.open;
  const words = /** @type {Record<string, string>} */ ({
    failed: t("The map could not be made."),
    cancelled: t("The mapping was cancelled. What was found until then is kept."),
    partial: t("Some paragraphs could not be mapped."),
  });
  const warnings = gatherWarnings(map.provenance.warnings);
  return [
    h("div", { class: "row" }, h("strong", {}, words[map.status] ?? map.status), h("a", { href: "#/" }, t("Map another article"))),
    warnings.length > 0
      ? h(
          "ul",
          { class: "warnings" },
          warnings.slice(0, 5).map(({ where, detail }) => h("li", {}, where ? `${where}: ` : "", detail)),
          warnings.length > 5 ? h("li", {}, t("and {0} more, listed at the right", warnings.length - 5)) : null,
        )
      : null,
  ];
}
