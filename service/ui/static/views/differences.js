/** Where the sides differ, at a glance: each question with who answers it; the view "Issues" has the answers. */
import { inOrder } from "../core/issues.js";
import { holderName } from "../core/model.js";
import { showView } from "../shell/actions.js";
import { h } from "../shell/dom.js";
import { store } from "../shell/store.js";

/** So many questions; the view has the rest. */
const MOST = 5;

export function differences() {
  const { map, index } = store.open;
  const open = inOrder(map.issues ?? []);
  if (open.length === 0) return null;
  const shown = open.filter(({ issue }) => issue.contrasts.some(({ kind }) => kind === "rival"));
  const rows = (shown.length > 0 ? shown : open).slice(0, MOST);
  return h(
    "section",
    {},
    h("h3", {}, "Where they differ"),
    h(
      "ul",
      { class: "links differences" },
      rows.map(({ issue }) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "claim small", onclick: () => goTo(issue.id) },
            h("span", { class: "words", dir: "auto" }, issue.question.text),
            h("span", { class: "holder" }, issue.positions.map(({ perspective }) => holderName(index, perspective)).join(" · ")),
          ),
        ),
      ),
    ),
    open.length > rows.length ? h("button", { type: "button", class: "quiet link", onclick: () => showView("issues") }, `All ${open.length} questions`) : null,
  );
}

/** @param {string} issue */
function goTo(issue) {
  showView("issues");
  const row = document.querySelector(`#view-issues [data-issue="${CSS.escape(issue)}"]`);
  row?.scrollIntoView({ block: "start" });
  /** @type {HTMLElement | null} */ (row?.querySelector("button"))?.focus();
}
