/** The debates that are there: each by its name, with how much it holds, when it was made and by which engine. */
import { t } from "../core/messages.js";
import { Problem } from "../shell/api.js";
import { when } from "../edit/history.js";
import { h, plural } from "../shell/dom.js";
import { engineName } from "../shell/engines.js";
import { toast } from "../shell/toast.js";
import { remove } from "./api.js";

/** @typedef {{title: string | null, question: string | null}} Titled */

/**
 * A debate without a title is called by its question, else by its first article.
 * @param {Titled} debate @param {string | null | undefined} first the first article's title @param {number} articles
 */
export function debateName({ title, question }, first, articles) {
  return title || question || (first ? `${first}${articles > 1 ? t(" and {0} more", articles - 1) : ""}` : t("Debate"));
}

/** @param {any[]} debates as the API lists them @param {() => Promise<void>} redraw */
export function debateList(debates, redraw) {
  return h(
    "ul",
    { class: "map-list" },
    debates.map((debate) =>
      h(
        "li",
        {},
        h(
          "a",
          { href: `#/debate/${encodeURIComponent(debate.id)}` },
          h("span", { class: "name", dir: "auto" }, debateName(debate, debate.first_article, debate.documents)),
          h(
            "span",
            { class: "note" },
            `${plural(debate.documents, "article")} · ${plural(debate.actors, "actor")} · ${plural(debate.claims, "claim")} · ${engineName(debate.engine)} · `,
            when(debate.created),
            debate.status === "done" ? "" : ` · ${debate.status}`,
          ),
        ),
        h("button", { type: "button", class: "quiet link", onclick: () => drop(debate.id, redraw) }, t("Delete")),
      ),
    ),
  );
}

/** @param {string} id @param {() => Promise<void>} redraw */
async function drop(id, redraw) {
  try {
    await remove(id);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message, "error");
  }
  await redraw();
}
