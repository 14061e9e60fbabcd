/** Lines for SVG, which does not wrap. Pure: the caller brings the measure. */

/**
 * @param {string} text
 * @param {number} width in pixels
 * @param {number} maxLines the last line ends in an ellipsis where the text is longer
 * @param {(text: string) => number} measure pixels of a string
 * @returns {string[]}
 */
export function wrapText(text, width, maxLines, measure) {
  const space = measure(" ");
  /** @type {string[]} */
  const lines = [];
  let line = "";
  let used = 0;
  for (const word of splitWords(text, width, measure)) {
    const size = measure(word);
    if (line !== "" && used + space + size > width) {
      lines.push(line);
      if (lines.length === maxLines) {
        lines[maxLines - 1] = shorten(`${line} ${word}`, width, measure);
        return lines;
      }
      line = word;
      used = size;
    } else {
      used += (line === "" ? 0 : space) + size;
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

/**
 * Words; one that is wider than a line (a URL, or a script without spaces) is cut between whole characters.
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 */
function* splitWords(text, width, measure) {
  for (const word of text.split(/\s+/)) {
    if (word === "") continue;
    if (measure(word) <= width) {
      yield word;
      continue;
    }
    let part = "";
    for (const { segment } of new Intl.Segmenter().segment(word)) {
      if (part !== "" && measure(part + segment) > width) {
        yield part;
        part = "";
      }
      part += segment;
    }
    yield part;
  }
}

/** @param {string} text @param {number} width @param {(text: string) => number} measure */
function shorten(text, width, measure) {
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  while (characters.length > 1 && measure(`${characters.join("").trimEnd()}…`) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/**
 * A measure that adds up plain letters, each measured once: kerning is a fraction of a pixel a word, and a large map has
 * thousands of different words. Other scripts join or stack their letters: those are measured whole.
 * @param {(text: string) => number} measure
 * @returns {(text: string) => number}
 */
export function byLetters(measure) {
  /** @type {(number | undefined)[]} */
  const letters = [];
  const whole = remember(measure);
  return (text) => {
    let sum = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x17f && (code < 0x2010 || code > 0x2026)) return whole(text);
      sum += letters[code] ??= measure(text[i]);
    }
    return sum;
  };
}

/**
 * A measure that remembers each string.
 * @param {(text: string) => number} measure
 * @returns {(text: string) => number}
 */
export function remember(measure) {
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text) => {
    let size = known.get(text);
    if (size === undefined) known.set(text, (size = measure(text)));
    return size;
  };
}
