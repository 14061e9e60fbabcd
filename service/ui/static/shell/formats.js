/** What the server exports, from its own registry: it comes with the page. */

/** @returns {{maps: {name: string, title: string, about: string, suffix: string}[], debates: string[]}} */
export function formatsServed() {
  return JSON.parse(document.querySelector('meta[name="argmap-formats"]')?.getAttribute("content") ?? '{"maps": [], "debates": []}');
}
