/** Elements from text, never from markup: names and claims come from articles. */
import { t } from "../core/messages.js";
const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined | false | Child[]} Child */
/** @typedef {Node | string | null | undefined | false} Flat */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [properties] attributes; functions are listeners (`onclick`); false and null are left out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, properties, /** @type {Flat[]} */ (/** @type {any[]} */ (children).flat(Infinity)));
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [properties]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function s(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  fill(element, properties, /** @type {Flat[]} */ (/** @type {any[]} */ (children).flat(Infinity)));
  return element;
}

/** @param {Element} element @param {Record<string, any>} properties @param {Flat[]} children */
function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child || child === "") element.append(child);
}

/** @param {Element} element @param {...Child} children */
export function setChildren(element, ...children) {
  const flat = /** @type {Flat[]} */ (/** @type {any[]} */ (children).flat(Infinity));
  element.replaceChildren(...flat.filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * @template {Element} T
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function find(selector, root = document) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`the page lacks ${selector}`);
  return /** @type {T} */ (element);
}

/**
 * Saves a file on the reader's machine.
 * @param {string} name
 * @param {Blob} blob
 */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Says something to screen readers without moving the focus. @param {string} text */
export function announce(text) {
  const region = document.getElementById("live");
  if (region) region.textContent = text;
}

/** Screens that show one thing at a time. */
export const narrow = matchMedia("(max-width: 820px)");

/** @param {number} count @param {string} one @param {string} [many] */
export function plural(count, one, many = `${one}s`) {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, t(","))} ${t(count === 1 ? one : many)}`; // toLocaleString costs 25 ms the first time
}

/** Does something once what is drawn now is on the screen. @param {() => void} act */
export function afterDrawing(act) {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(act, 0)));
}

/** @param {string} text @param {number} length in UTF-16 units */
export function cut(text, length) {
  return text.length > length ? `${text.slice(0, length).trimEnd()}…` : text;
}
