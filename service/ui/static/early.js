/**
 * Asks for the map of the address while the page's other modules are still on their way, and for what the browser keeps,
 * which takes its time too. Imports nothing.
 */

/** @type {{path: string, answer: Promise<Response>} | null} */
let asked = null;

const id = /^#\/map\/([^/?]+)/.exec(location.hash)?.[1];
if (id && location.protocol.startsWith("http")) {
  const path = `/v1/maps/${id}/meaning?map=true`;
  const key = sessionStorage.getItem("argmap-api-key");
  const answer = fetch(path, { headers: { accept: "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) } });
  answer.catch(() => undefined); // whoever takes the answer sees the failure
  asked = { path, answer };
}

/** Light or dark, as the reader chose; a page opened from a file may have no storage. @returns {string | null} */
function readTheme() {
  try {
    return localStorage.getItem("argmap-theme");
  } catch {
    return null;
  }
}

export const storedTheme = readTheme();

/** The answer that is on its way, once. @param {string} path @returns {Promise<Response> | null} */
export function takeEarly(path) {
  const taken = asked?.path === path ? asked.answer : null;
  asked = null;
  return taken;
}
