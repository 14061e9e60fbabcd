/**
 * Aiming a link: by dragging one card onto another, or by choosing the target in any view (mouse or keyboard).
 * @import {Camera} from "../views/camera.js"
 * @import {Kind} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { WORDS } from "../core/model.js";
import { freshId } from "../core/operations.js";
import { kindOf } from "../core/reading.js";
import { select } from "../shell/actions.js";
import { announce, s } from "../shell/dom.js";
import { draftEdit } from "../shell/saving.js";
import { store } from "../shell/store.js";
import { toast } from "../shell/toast.js";

/** What a chosen claim means while something is aimed. @param {string} id */
export function endAiming(id) {
  const { mode } = store.state;
  if (mode?.name === "target") aimAt(mode.unit, mode.kind, id);
  else if (mode?.name === "merge") void join(mode.unit, id);
  else select(id);
}

/**
 * Links `unit` to what `target` names: for an undercut, the link by which `target` is a reason. The kind is as it is read.
 * @param {string} unit @param {Kind} kind @param {string} target
 */
export function aimAt(unit, kind, target) {
  if (kind === "undercut") {
    const attacked = store.open.index.chosen.get(target);
    if (!attacked) return toast(t("Choose a claim that is a reason for something: “does not follow” attacks that step."), "error");
    aimAtRelation(unit, attacked.id);
    return undefined;
  }
  void link(unit, t("Linked as “{0}”", WORDS[kind].word), { kind, target, new: freshId("r") });
  return undefined;
}

/** @param {string} unit @param {string} relation */
export function aimAtRelation(unit, relation) {
  void link(unit, t("Linked as “does not follow”"), { kind: "undercut", target: relation, new: freshId("r") });
}

/** @param {string} unit @param {string} relation */
export function holdTogether(unit, relation) {
  void link(unit, t("Linked as holding together"), { beside: relation });
}

/** @param {string} unit @param {string} label @param {Record<string, string>} how */
async function link(unit, label, how) {
  if (await draftEdit(label, [{ op: "link", id: unit, ...how }])) select(unit);
}

/** @param {string} into @param {string} other */
async function join(into, other) {
  if (into === other) return toast(t("Choose another claim to merge with."), "error");
  if (await draftEdit(t("Merged two claims"), [{ op: "merge", kind: "unit", ids: [other], into }])) select(into);
  return undefined;
}

/** @param {string} unit @param {Kind} kind */
export function startAiming(unit, kind) {
  store.set({ mode: { name: "target", unit, kind }, pane: "view" });
  announce(t("Choose the claim to link to. Escape cancels."));
}

/** How far the mouse has to go before a press on a card becomes a drag, in pixels. */
const SLACK = 8;

/**
 * Drag a card onto a card to make it a reason for that one (or keep the kind that it has), onto a box's name to say
 * that the step does not follow. With the keyboard, the claim panel does the same.
 * @param {SVGSVGElement} svg @param {Camera} camera @param {SVGGElement} canvas
 */
export function dragLinks(svg, camera, canvas) {
  /** @type {{unit: string, x: number, y: number, line: SVGPathElement | null} | null} */
  let drag = null;
  const place = (/** @type {PointerEvent} */ event) => {
    const box = svg.getBoundingClientRect();
    return { x: camera.x + (event.clientX - box.left) / camera.k, y: camera.y + (event.clientY - box.top) / camera.k };
  };
  const stop = () => {
    drag?.line?.remove();
    svg.querySelectorAll(".is-target").forEach((element) => element.classList.remove("is-target"));
    drag = null;
  };
  svg.addEventListener("pointerdown", (event) => {
    const target = /** @type {Element} */ (event.target);
    const unit = target.closest("[data-unit]")?.getAttribute("data-unit");
    if (event.button !== 0 || event.pointerType !== "mouse" || !unit || target.closest("[data-fold]") || store.state.mode) return;
    drag = { unit, ...place(event), line: null };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const { x, y } = place(event);
    if (!drag.line) {
      if (Math.hypot(x - drag.x, y - drag.y) * camera.k < SLACK) return;
      drag.line = s("path", { class: "drag-line", fill: "none", "stroke-width": 3, "stroke-dasharray": "6 5" });
      canvas.append(drag.line);
      svg.setPointerCapture(event.pointerId);
    }
    drag.line.setAttribute("d", `M${drag.x},${drag.y} L${x},${y}`);
    svg.querySelectorAll(".is-target").forEach((element) => element.classList.remove("is-target"));
    under(event, drag.unit)?.element.classList.add("is-target");
  });
  svg.addEventListener("pointerup", (event) => {
    if (drag?.line) {
      const found = under(event, drag.unit);
      const before = store.open.index.outgoing.get(drag.unit)?.[0];
      const kept = before && kindOf(store.open.index, before);
      if (found?.unit) aimAt(drag.unit, kept === "rebut" ? "rebut" : "support", found.unit);
      else if (found?.relation) aimAtRelation(drag.unit, found.relation);
    }
    stop();
  });
  svg.addEventListener("pointercancel", stop);
}

/** @param {PointerEvent} event @param {string} unit */
function under(event, unit) {
  for (const element of document.elementsFromPoint(event.clientX, event.clientY)) {
    const card = element.closest(".card");
    if (card && card.getAttribute("data-unit") !== unit) {
      return { element: card, unit: card.getAttribute("data-unit"), relation: null };
    }
    if (element.classList.contains("box") && !card) {
      return { element, unit: null, relation: element.getAttribute("data-relation") };
    }
  }
  return null;
}
