/** Server-sent events read from a fetch stream, since EventSource cannot send an API key. */

/** @typedef {{id: string | null, event: string, data: string}} ServerEvent */

/** Takes text as it arrives, gives whole events (WHATWG HTML, 9.2.6). */
export class EventParser {
  constructor() {
    this.rest = "";
    this.lastId = /** @type {string | null} */ (null);
  }

  /** @param {string} chunk @returns {ServerEvent[]} */
  feed(chunk) {
    this.rest += chunk;
    const blocks = this.rest.split(/\r\n\r\n|\n\n|\r\r/);
    this.rest = blocks.pop() ?? "";
    /** @type {ServerEvent[]} */
    const events = [];
    for (const block of blocks) {
      let event = "message";
      /** @type {string[]} */
      const data = [];
      for (const line of block.split(/\r\n|\n|\r/)) {
        const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? ["", "", ""];
        if (field === "event") event = value;
        else if (field === "data") data.push(value);
        else if (field === "id") this.lastId = value;
      }
      if (data.length > 0 || event !== "message") events.push({ id: this.lastId, event, data: data.join("\n") });
    }
    return events;
  }
}
