/**
 * Asks for the map of the address while the page's other modules are still on their way, and for what the browser keeps,
 * which takes its time too. Imports nothing.
 */

/** @type {{path: string, answer: Promise<Response>} | null} */
let asked = null;

const id = /^#\/map\/([^/?]+)/.exec(location.hash)?.[1];
if (id && location.protocol.startsWith("http")) {
  const path = `/v1/maps/${id}/meaning?map=true`;
  const key = stored(() => sessionStorage, "argmap-api-key");
  const answer = fetch(path, { headers: { accept: "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) } });
  answer.catch(() => undefined); // whoever takes the answer sees the failure
  asked = { path, answer };
}

/** A page opened from a file, or in a frame of another site's page, may have no storage. @param {() => Storage} where @param {string} name @returns {string | null} */
function stored(where, name) {
  try {
    return where().getItem(name);
  } catch {
    return null;
  }
}

/** Light or dark, as the reader chose. */
export const storedTheme = stored(() => localStorage, "argmap-theme");

/** The reader's key of this server, for as long as the tab is open. */
export function storedKey() {
  return stored(() => sessionStorage, "argmap-api-key");
}

/** The answer that is on its way, once. @param {string} path @returns {Promise<Response> | null} */
export function takeEarly(path) {
  const taken = asked?.path === path ? asked.answer : null;
  asked = null;
  return taken;
}
