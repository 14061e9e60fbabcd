/** Where the sides differ, at a glance: each question with who answers it; the view "Issues" has the answers. */
import { t } from "../core/messages.js";
import { inOrder } from "../core/issues.js";
import { questionWords } from "./words.js";
import { holderName } from "../core/model.js";
import { showView } from "../shell/actions.js";
import { supposedly } from "../core/wording.js";
import { h, setChildren } from "../shell/dom.js";
import { store } from "../shell/store.js";

/** So many questions; the view has the rest. */
const MOST = 5;

export function differences() {
  const { map } = store.open;
  const open = inOrder(map.issues ?? []);
  if (open.length === 0) return null;
  const shown = open.filter(({ issue }) => issue.contrasts.some(({ kind }) => kind === "rival"));
  const rows = (shown.length > 0 ? shown : open).slice(0, MOST);
  const list = h("ul", { class: "links differences" }, rows.map(drawQuestion));
  const all = h(
    "button",
    {
      type: "button",
      class: "quiet link stays",
      onclick: () => {
        setChildren(list, open.map(drawQuestion));
        all.remove();
        list.querySelector("button")?.focus();
      },
    },
    t("All {0} questions", open.length),
  );
  return h("section", {}, h("h3", {}, t("Where they differ")), list, open.length > rows.length ? all : null);
}

/** @param {{issue: import("../core/types.js").Issue}} row */
function drawQuestion({ issue }) {
  const { index } = store.open;
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "claim small", onclick: () => showIssue(issue.id) },
      h("span", { class: "words", dir: "auto" }, questionWords(issue)),
      h("span", { class: "holder" }, issue.positions.map(({ perspective, units }) => `${holderName(index, perspective)}${supposedly(index, units)}`).join(" · ")),
    ),
  );
}

/** @param {string} issue */
export function showIssue(issue) {
  showView("issues");
  const row = document.querySelector(`#view-issues [data-issue="${CSS.escape(issue)}"]`);
  row?.scrollIntoView({ block: "start" });
  /** @type {HTMLElement | null} */ (row?.querySelector("button"))?.focus();
}
