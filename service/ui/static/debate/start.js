/** How a debate comes to be: several articles pasted or uploaded, or stored maps; and the debates that are there. */
import { t } from "../core/messages.js";
import { Problem, listMaps } from "../shell/api.js";
import { h, plural, setChildren } from "../shell/dom.js";
import { engineName } from "../shell/engines.js";
import { toast } from "../shell/toast.js";
import { list, make } from "./api.js";
import { debateList } from "./recent.js";

/** @typedef {{text: string, title?: string, outlet?: string, author?: string, published?: string}} Article */

/** @param {HTMLElement} root @param {HTMLElement} header */
export async function drawStart(root, header) {
  document.title = t("Debates · argmap");
  /** @type {Article[]} */
  const articles = [];
  /** @type {Set<string>} */
  const maps = new Set();
  const question = h("input", { type: "text", maxlength: 500, placeholder: t("What is it about? (optional)"), "aria-label": t("The question of the debate") });
  const waiting = h("ul", { class: "links waiting" });
  const go = h("button", { type: "submit", class: "primary big" }, t("Make the debate"));
  const sync = () => {
    setChildren(
      waiting,
      articles.map((article, i) =>
        row(article, () => {
          articles.splice(i, 1);
          sync();
        }),
      ),
    );
    go.disabled = articles.length + maps.size === 0;
    go.textContent = t("Make the debate of {0}", plural(articles.length + maps.size, "article"));
  };
  const add = (/** @type {Article[]} */ more) => {
    articles.push(...more);
    sync();
  };
  const here = location.hash;
  const known = await stored(maps, sync);
  if (location.hash !== here) return;
  const form = h(
    "form",
    {
      class: "composer debate-composer",
      onsubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        try {
          const { id } = await make({ ...(question.value.trim() ? { question: question.value.trim() } : {}), articles, maps: [...maps] });
          location.hash = `#/debate/${id}`;
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          toast(error.message, "error");
        }
      },
    },
    question,
    paste(add),
    files(add),
    waiting,
    known,
    h("div", { class: "row" }, go),
  );
  sync();
  const recent = h("section", { class: "maps", "aria-label": t("Your debates") });
  setChildren(root, header, h("div", { class: "debates-start" }, h("p", { class: "note" }, t("Many articles, one map: who holds what, who answers whom, and how it moves.")), form, recent));
  await drawRecent(recent);
}

/** @param {Article} article @param {() => void} drop */
function row(article, drop) {
  const field = (/** @type {"outlet" | "author" | "published"} */ name, /** @type {string} */ label) =>
    h("input", {
      type: name === "published" ? "date" : "text",
      placeholder: label,
      "aria-label": label,
      value: article[name] ?? "",
      onchange: (/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLInputElement} */ (event.currentTarget);
        if (value) article[name] = value;
        else delete article[name];
      },
    });
  return h(
    "li",
    { class: "row" },
    h("strong", {}, article.title ?? `${article.text.slice(0, 50)}…`),
    field("outlet", t("Outlet")),
    field("author", t("Author")),
    field("published", t("Date")),
    h("button", { type: "button", class: "quiet link", onclick: drop }, t("Leave out")),
  );
}

/** @param {(articles: Article[]) => void} add */
function paste(add) {
  const text = h("textarea", { rows: 5, placeholder: t("Paste one article, then add it; paste the next."), "aria-label": t("An article's text") });
  return h(
    "div",
    {},
    text,
    h(
      "button",
      {
        type: "button",
        onclick: () => {
          if (text.value.trim() === "") return;
          add([{ text: text.value }]);
          text.value = "";
          text.focus();
        },
      },
      t("Add this article"),
    ),
  );
}

/** @param {(articles: Article[]) => void} add */
function files(add) {
  const take = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const chosen = [...(input.files ?? [])].filter((file) => /\.(txt|md)$/i.test(file.name));
    if (chosen.length === 0) toast(t("Choose text files (.txt, .md). Map other files first, then choose their maps below."), "error");
    add(await Promise.all(chosen.map(async (file) => ({ title: file.name.replace(/\.\w+$/, ""), text: await file.text() }))));
    input.value = "";
  };
  return h(
    "div",
    { class: "row or" },
    h("label", { class: "button" }, t("Choose files…"), h("input", { type: "file", class: "hidden-file", multiple: true, accept: ".txt,.md", onchange: take })),
    h("label", { class: "button" }, t("Choose a folder…"), h("input", { type: "file", class: "hidden-file", webkitdirectory: true, onchange: take })),
  );
}

/** @param {Set<string>} chosen @param {() => void} changed */
async function stored(chosen, changed) {
  const { maps } = await listMaps({ status: "done" });
  if (maps.length === 0) return null;
  return h(
    "details",
    {},
    h("summary", {}, t("Or take maps that are there")),
    h(
      "ul",
      { class: "links" },
      maps.map((/** @type {any} */ map) => {
        const box = h("input", {
          type: "checkbox",
          onchange: () => {
            if (box.checked) chosen.add(map.id);
            else chosen.delete(map.id);
            changed();
          },
        });
        return h("li", {}, h("label", { class: "row" }, box, map.title || t("Untitled article"), h("span", { class: "note" }, engineName(map.engine))));
      }),
    ),
  );
}

/** @param {HTMLElement} root */
async function drawRecent(root) {
  const { debates } = await list();
  setChildren(root, h("h2", {}, t("Debates")), debates.length === 0 ? h("p", { class: "note" }, t("No debates yet.")) : debateList(debates, () => drawRecent(root)));
}
