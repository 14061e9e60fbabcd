/** Who speaks: where each holder stands on the main conclusion, and how much each says, side by side. */
import { t } from "../core/messages.js";
import { holderName, nameWithin } from "../core/model.js";
import { bySide, speakers, stands } from "../core/sides.js";
import { inContext, supposedly } from "../core/wording.js";
import { chooseHolder } from "../shell/actions.js";
import { h } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { store } from "../shell/store.js";

/** @import {Perspective} from "../core/types.js" */
/** @import {Stand} from "../core/types.js" */

/** What a stand is called. @type {Record<Stand, {title: string, sign: string, short: string, kind: string}>} */
export const STANDS = {
  for: { title: t("For it"), sign: "+", short: t("for the conclusion"), kind: "support" },
  against: { title: t("Against it"), sign: "−", short: t("against the conclusion"), kind: "rebut" },
  cited: { title: t("Cited"), sign: "", short: t("cited"), kind: "" },
  both: { title: t("Both"), sign: "±", short: t("partly for, partly against"), kind: "" },
  odds: { title: t("Neither, but in dispute"), sign: "", short: t("neither for nor against the conclusion; in dispute with its holder on other points"), kind: "" },
  neither: { title: t("Neither"), sign: "", short: t("neither for nor against"), kind: "" },
};

/** What a stand says that is not plain from its name. @param {Stand} stand @param {string} holder of the conclusion */
function hint(stand, holder) {
  return stand === "odds" ? t("with {0}, on other points", holder) : stand === "neither" ? t("not linked to the conclusion") : "";
}

export function whereTheyStand() {
  const { index, map } = store.open;
  const owner = nameWithin(index, index.units.get(map.conclusion ?? "")?.perspective ?? "");
  const where = stands(index);
  const { speaking } = speakers(index);
  const rows = /** @type {Stand[]} */ (Object.keys(STANDS)).map((stand) => ({ stand, holders: speaking.filter((holder) => where.get(holder.id) === stand) }));
  return h(
    "section",
    {},
    h("h3", {}, t("Who is for it, who against")),
    h(
      "dl",
      { class: "stands" },
      rows
        .filter(({ holders }) => holders.length > 0)
        .map(({ stand, holders }) => [
          h("dt", { class: `kind ${STANDS[stand].kind}` }, `${STANDS[stand].sign} ${STANDS[stand].title}`.trim()),
          h(
            "dd",
            {},
            bySide(index, holders)
              .flatMap(({ members }) => members)
              .map((holder) => [nameButton(holder), citedFor(holder), supposedStand(index, holder.id) ? h("span", { class: "note" }, supposedStand(index, holder.id).trim()) : null]),
            hint(stand, owner) ? h("p", { class: "note" }, hint(stand, owner)) : null,
          ),
        ]),
    ),
  );
}

/** Where all that a holder says is only supposed. @param {import("../core/model.js").Index} index @param {string} holder its id */
export function supposedStand(index, holder) {
  return supposedly(
    index,
    index.map.units.filter((unit) => unit.perspective === holder).map(({ id }) => id),
  );
}

/** By whom and for what a holder is cited who argues for nothing. @param {Perspective} holder */
function citedFor(holder) {
  const { index } = store.open;
  const cited = index.said.holdings.get(holder.id)?.cited;
  const claim = index.units.get(cited?.claim ?? "");
  if (!cited || !claim) return null;
  const words = claim.text.length > 90 ? `${claim.text.slice(0, 89)}…` : claim.text;
  return h("span", { class: "note" }, t("by {0} for “", nameWithin(index, cited.by)), h("span", { dir: "auto" }, words), "”");
}

/** @param {Perspective} holder */
function nameButton(holder) {
  return h(
    "button",
    { type: "button", class: `quiet name-chip ${holderClass(holder.id)}`, title: t("Show only {0}", holderName(store.open.index, holder.id)), onclick: () => chooseHolder(holder.id) },
    h("span", { class: "dot" }),
    h("span", { class: "name" }, holderName(store.open.index, holder.id)),
  );
}

export function whoSpeaks() {
  const { index } = store.open;
  const { counts, speaking } = speakers(index);
  const most = Math.max(1, ...counts.values());
  const row = (/** @type {Perspective} */ holder) => {
    const bar = h("span", { class: "bar" });
    bar.style.inlineSize = `${Math.round((100 * (counts.get(holder.id) ?? 0)) / most)}%`;
    const context = inContext(index, holder);
    return h(
      "li",
      { class: holderClass(holder.id) },
      h(
        "button",
        { type: "button", class: "quiet speaker", title: t("Show only {0}", holderName(store.open.index, holder.id)), onclick: () => chooseHolder(holder.id) },
        h("span", { class: "dot" }),
        h("span", { class: "name" }, holderName(store.open.index, holder.id)),
        h("span", { class: "number" }, String(counts.get(holder.id))),
      ),
      h("span", { class: "track", "aria-hidden": "true" }, bar),
      context ? h("span", { class: "note context" }, context) : null,
    );
  };
  return h(
    "section",
    {},
    h("h3", {}, t("Who says how much")),
    h(
      "ul",
      { class: "speakers" },
      bySide(index, speaking).map(({ side, members }) =>
        side === null
          ? members.map(row)
          : h(
              "li",
              { class: "side" },
              side.id === members[0].id ? null : h("p", { class: "side-name" }, sideName(side.id)),
              h("ul", { class: `speakers${side.id === members[0].id ? " headed" : ""}` }, members.map(row)),
            ),
      ),
    ),
    h("button", { type: "button", class: "quiet link", "data-edit": true, onclick: async () => (await import("../edit/holders.js")).holdersDialog() }, t("Correct the holders…")),
  );
}

/** What the members of a side stand under; those who are told by a word for many ("people", "hauliers") take no sides as such. @param {string} side */
export function sideName(side) {
  const { index } = store.open;
  const name = nameWithin(index, side);
  return index.said.holdings.get(side)?.plural && !name.startsWith("the ") ? t("Among {0}", name) : t("On the side of {0}", name);
}
