/** Holders: a new one, another name, two that are one. */
import { t } from "../core/messages.js";
import { freshId } from "../core/operations.js";
import { holderClass } from "../shell/paint.js";
import { dialog } from "../shell/dialog.js";
import { h, plural, setChildren } from "../shell/dom.js";
import { draftEdit } from "../shell/saving.js";
import { store } from "../shell/store.js";

const KINDS = { person: t("A person"), group: t("A group"), institution: t("An institution"), state: t("A state"), unnamed: t("Nobody by name") };

/** @returns {Promise<string | null>} the id of the new holder once it is drafted, or null */
export function newHolder() {
  return new Promise((resolve) => {
    const name = h("input", { type: "text", name: "label", required: true, maxlength: 200, autocomplete: "off" });
    const kind = h(
      "select",
      { name: "kind" },
      Object.entries(KINDS).map(([value, text]) => h("option", { value }, text)),
    );
    let made = Promise.resolve(/** @type {string | null} */ (null));
    const form = h(
      "form",
      {
        method: "dialog",
        class: "form",
        onsubmit: () => {
          const label = name.value.trim();
          if (label === "") return;
          const id = freshId("v");
          made = draftEdit(t("New holder: {0}", label), [{ op: "add", kind: "perspective", id, value: { label, kind: kind.value } }]).then((drafted) => (drafted ? id : null));
        },
      },
      h("label", { class: "field" }, h("span", { class: "label" }, t("Name, as the article has it")), name),
      h("label", { class: "field" }, h("span", { class: "label" }, t("What it is")), kind),
      h("div", { class: "row end" }, h("button", { type: "submit", class: "primary" }, t("Add"))),
    );
    dialog(t("A new holder"), form, () => resolve(made));
    name.focus();
  });
}

export function holdersDialog() {
  const list = h("div", { class: "holder-list" });
  const draw = () =>
    setChildren(
      list,
      store.open.map.perspectives.map((perspective) => row(perspective.id, draw)),
      h(
        "button",
        {
          type: "button",
          onclick: async () => {
            await newHolder();
            draw();
          },
        },
        t("New holder…"),
      ),
    );
  draw();
  dialog(
    t("Who speaks in this article"),
    h("div", {}, h("p", { class: "note" }, t("Rename a holder, say which side it is part of, or merge two that are one side. These are drafts until you save.")), list),
  );
}

/** @param {string} id @param {() => void} redraw */
function row(id, redraw) {
  const { map } = store.open;
  const perspective = /** @type {import("../core/types.js").Perspective} */ (map.perspectives.find((item) => item.id === id));
  const claims = map.units.filter((unit) => unit.perspective === id).length;
  const others = map.perspectives.filter((other) => other.id !== id);
  /** @param {string} label @param {import("../core/types.js").Change} change */
  const draft = async (label, change) => {
    await draftEdit(label, [change]);
    redraw();
  };
  const name = h("input", {
    type: "text",
    required: true,
    value: perspective.label,
    "aria-label": t("Name of {0}", perspective.label),
    onchange: () => (name.value.trim() === "" ? redraw() : draft(t("Renamed {0}", perspective.label), { op: "change", kind: "perspective", id, value: { label: name.value.trim() } })),
  });
  const into = h(
    "select",
    {
      "aria-label": t("Merge {0} into", perspective.label),
      disabled: id === "author",
      onchange: () => draft(t("Merged {0} into another holder", perspective.label), { op: "merge", kind: "perspective", ids: [id], into: into.value }),
    },
    h("option", { value: "" }, id === "author" ? t("The author stays") : t("Merge into…")),
    others.map((other) => h("option", { value: other.id }, other.label)),
  );
  const parent = h(
    "select",
    {
      "aria-label": t("{0} is part of", perspective.label),
      disabled: id === "author",
      onchange: () => draft(t("Changed which side {0} is part of", perspective.label), { op: "change", kind: "perspective", id, value: { parent: parent.value || null } }),
    },
    h("option", { value: "" }, t("No side")),
    others.map((other) => h("option", { value: other.id, selected: other.id === perspective.parent }, t("Of {0}", other.label))),
  );
  return h("div", { class: `holder-row ${holderClass(id)}` }, h("span", { class: "dot" }), name, h("span", { class: "note" }, plural(claims, "claim")), parent, into);
}
