/**
 * The map: cards and arrows as SVG. Only what is on the screen is in the page, or large maps would crawl.
 * @import {Card, Layout} from "../core/layout.js"
 * @import {State} from "../shell/store.js"
 */
import { t } from "../core/messages.js";
import { layOut, neighbour } from "../core/layout.js";
import { pathTo } from "../core/forest.js";
import { toggleFold } from "../shell/actions.js";
import { afterDrawing, cut, find, h, narrow, s, setChildren } from "../shell/dom.js";
import { icon } from "../shell/icons.js";
import { lookNow } from "../shell/paint.js";
import { mapChanged, store } from "../shell/store.js";
import { chooseCard } from "../shell/choose.js";
import { Camera, covers } from "./camera.js";
import { firstView } from "./firstview.js";
import { cardHeights, cardId, warmUp } from "./mapdraw.js";
import { Minimap } from "./minimap.js";
import { OnScreen } from "./onscreen.js";
import { FONT } from "./theme.js";

/** Smaller than this, no word of a card can be read. */
const READABLE = 0.7;

export class MapView {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.screen = new OnScreen();
    this.canvas = s("g", { role: "none" }, this.screen.edges, this.screen.blocks);
    this.svg = s(
      "svg",
      {
        class: "map",
        role: "tree",
        tabindex: 0,
        "font-family": FONT,
        "aria-label": t("Argument map. Arrow keys move between claims, Space folds, plus and minus zoom. The outline shows the same as a list."),
      },
      this.canvas,
    );
    this.path = h("nav", { class: "path", "aria-label": t("From the conclusion to the selected claim") });
    this.empty = h("p", { class: "empty", hidden: true });
    /** @type {Layout} */
    this.layout = { blocks: [], edges: [], cards: new Map(), width: 0, height: 0, othersAt: null, aloneAt: null };
    this.stale = true;
    this.placed = false;
    this.draggable = false;
    this.camera = new Camera(this.svg, () => this.redraw());
    this.minimap = new Minimap(this.camera);
    this.corner = h("div", { class: "corner" }, this.minimap.element, this.makeButtons());
    root.append(this.svg, this.empty, this.path, this.corner);
    this.listen();
  }

  makeButtons() {
    /** @param {Parameters<typeof icon>[0]} sign @param {string} name @param {() => void} act */
    const button = (sign, name, act) => h("button", { type: "button", class: "icon", "aria-label": name, title: name, onclick: act }, icon(sign));
    return h(
      "div",
      { class: "zoom", role: "group", "aria-label": t("Zoom") },
      button("plus", t("Zoom in"), () => this.camera.zoom(1.25)),
      button("minus", t("Zoom out"), () => this.camera.zoom(0.8)),
      button("home", t("Back to where the map begins"), () => this.home()),
      button("fit", t("Fit the map, as far as it can still be read"), () => this.fit()),
      button("wide", t("Only the map, or article and claim beside it"), () => find("#workspace").classList.toggle("is-wide")),
    );
  }

  listen() {
    new ResizeObserver(() => {
      if (this.camera.measure()) this.redraw();
    }).observe(this.svg);
    this.svg.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const fold = target.closest("[data-fold]")?.getAttribute("data-fold");
      const unit = target.closest("[data-unit]")?.getAttribute("data-unit");
      if (fold) toggleFold(fold);
      else if (unit) chooseCard(unit);
    });
    this.svg.addEventListener("keydown", (event) => this.key(event));
    store.subscribe((state, changed) => this.update(state, changed));
  }

  async listenToDrags() {
    if (this.draggable) return;
    this.draggable = true;
    const { dragLinks } = await import("../edit/aim.js");
    dragLinks(this.svg, this.camera, this.canvas);
  }

  /** @param {State} state @param {Set<keyof State>} changed */
  update(state, changed) {
    if (!store.derived) {
      this.placed = false;
      return;
    }
    const running = state.progress !== null;
    // Where to look first is known when the map has stopped growing; a reader who chose a claim is left there.
    if (changed.has("mapId") || (changed.has("progress") && !running && state.selected === null)) this.placed = false;
    this.empty.hidden = store.open.map.units.length > 0;
    this.empty.textContent = running ? t("Claims appear here, paragraph by paragraph.") : t("No claim was found in this text.");
    if (mapChanged(changed) || changed.has("fold") || changed.has("dark")) this.stale = true;
    if (state.view !== "map") return;
    if (this.stale || !this.placed) this.arrange(changed.has("fold") && !mapChanged(changed));
    else if (changed.has("filter") || changed.has("selected") || changed.has("mode")) this.restyle();
    if (changed.has("spot") && state.spot && !state.spot.article) this.showCard(this.cardOf(state.spot.unit));
    else if (changed.has("selected") || changed.has("view")) this.showSelected();
    else if (mapChanged(changed)) this.drawPath();
  }

  /** Lays out anew; the selected card stays where it is on the screen. @param {boolean} folded */
  arrange(folded) {
    const { forest, index } = store.open;
    const anchor = this.selectedCard();
    this.layout = layOut(forest, store.state.fold, cardHeights(index));
    if (this.stale && !this.placed) afterDrawing(() => void this.listenToDrags()); // the map first
    this.stale = false;
    if (!folded || !this.placed) this.camera.measure(); // a fold leaves the window as it is
    const after = this.selectedCard();
    this.minimap.fit(this.layout);
    if (!this.placed) this.home();
    else if (folded && anchor && after) this.camera.moveTo(this.camera.x + after.x - anchor.x, this.camera.y + after.y - anchor.y);
    else this.redraw();
    if (!this.placed) this.redraw(); // there was nowhere to look
    afterDrawing(() => this.minimap.draw(this.layout, lookNow()));
  }

  /** Where the camera looks now, with all that is near it. */
  redraw() {
    if (!store.derived) return;
    this.canvas.setAttribute("transform", this.camera.transform);
    this.screen.show(this.layout, this.camera.seen, store.open.index, lookNow());
    this.restyle();
    this.minimap.frame();
  }

  /** Selection and dimming, on what is drawn. */
  restyle() {
    const { dim } = store.open;
    const { selected } = store.state;
    for (const card of this.screen.blocks.querySelectorAll(".card")) {
      const unit = card.getAttribute("data-unit") ?? "";
      card.classList.toggle("is-selected", unit === selected);
      card.setAttribute("aria-selected", String(unit === selected));
      card.classList.toggle("is-dim", dim.units.has(unit));
    }
    for (const part of this.canvas.querySelectorAll("[data-relation]")) {
      const id = part.getAttribute("data-relation") ?? "";
      const sources = store.open.index.relations.get(id)?.sources ?? [];
      part.classList.toggle("is-dim", dim.relations.has(id) || sources.every((source) => dim.units.has(source)));
    }
    const card = this.selectedCard();
    if (card) this.svg.setAttribute("aria-activedescendant", cardId(card.node));
    else this.svg.removeAttribute("aria-activedescendant");
    this.svg.classList.toggle("is-aiming", store.state.mode?.name === "target" || store.state.mode?.name === "merge");
  }

  /** @returns {Card | undefined} */
  selectedCard() {
    return this.cardOf(store.state.selected);
  }

  /** @param {string | null} unit @returns {Card | undefined} */
  cardOf(unit) {
    const home = unit === null ? undefined : store.derived?.forest.homes.get(unit);
    return home && this.layout.cards.get(home.key);
  }

  showSelected() {
    this.drawPath();
    this.showCard(this.selectedCard());
  }

  /** @param {Card | undefined} card */
  showCard(card) {
    if (!card || this.camera.width === 0) return;
    const show = () => this.camera.show(card, covers(this.svg, [this.path, this.corner, find("#detail")]));
    show();
    // On a narrow screen the panel covers the map once it is filled, which the views after this one do.
    if (narrow.matches) requestAnimationFrame(show);
  }

  drawPath() {
    const home = store.derived?.forest.homes.get(store.state.selected ?? "");
    const steps = home ? pathTo(home) : [];
    this.path.hidden = steps.length < 2;
    setChildren(
      this.path,
      h(
        "ol",
        {},
        steps.map((node, i) =>
          h(
            "li",
            {},
            i === steps.length - 1
              ? h("span", { "aria-current": "true" }, cut(node.unit.text, 42))
              : h("button", { type: "button", class: "quiet", onclick: () => chooseCard(node.unit.id) }, cut(node.unit.text, 26)),
          ),
        ),
      ),
    );
  }

  /** A readable size, with the thesis at the left edge. */
  home() {
    if (this.camera.width === 0 || this.layout.cards.size === 0) return;
    this.placed = true;
    const conclusion = store.open.map.conclusion;
    const node = (conclusion && store.open.forest.homes.get(conclusion)) || store.open.forest.trees[0];
    const card = (node && this.layout.cards.get(node.key)) ?? [...this.layout.cards.values()][0];
    const { x, y, k } = firstView(this.layout, card, this.camera.width, this.camera.height);
    this.camera.moveTo(x, y, k);
  }

  fit() {
    const { width, height } = this.layout;
    const whole = Math.min(this.camera.width / (width + 80), this.camera.height / (height + 80), 1);
    const k = Math.max(READABLE, whole);
    const middle = (/** @type {number} */ size, /** @type {number} */ room) => (size + 80 <= room / k ? (size - room / k) / 2 : -20);
    this.camera.moveTo(middle(width, this.camera.width), middle(height, this.camera.height), k);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const ways = /** @type {const} */ ({ ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" });
    const way = ways[/** @type {keyof typeof ways} */ (event.key)];
    const card = this.selectedCard() ?? this.layout.cards.values().next().value;
    if (way && card) this.walk(card, way);
    else if (event.key === "+" || event.key === "=") this.camera.zoom(1.25);
    else if (event.key === "-") this.camera.zoom(0.8);
    else if (event.key === "0") this.fit();
    else if (event.key === "Home" && store.open.map.conclusion) store.set({ selected: store.open.map.conclusion });
    else if (event.key === " " && card && card.node.groups.length > 0) toggleFold(card.node.unit.id);
    else if (event.key === "Enter" && card) chooseCard(card.node.unit.id);
    else return;
    event.preventDefault();
  }

  /** @param {Card} card @param {"up" | "down" | "left" | "right"} way */
  walk(card, way) {
    if (store.state.selected === null) return store.set({ selected: card.node.unit.id });
    if (way === "right" && card.folded) toggleFold(card.node.unit.id);
    const next = neighbour(this.layout, this.selectedCard() ?? card, way);
    if (next) store.set({ selected: next.node.unit.id });
  }
}

/** @param {string} selector */
export function mountMap(selector) {
  warmUp();
  return new MapView(find(selector));
}
