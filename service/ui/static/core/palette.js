/**
 * Colours for holders: generated, and chosen to stay apart for readers with deuteranopia and protanopia too.
 * Colour spaces: OKLCH and OKLab (Ottosson 2020); colour blindness: Machado, Oliveira & Fernandes 2009, severity 1.
 */

/** @typedef {[number, number, number]} Triple */
/** @typedef {{line: string, tint: string, ink: string, shape: number}} Colour stripe, background and text, as #rrggbb; `shape` of the dot: 0 to 3 */

const DEUTERANOPIA = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];
const PROTANOPIA = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];

/** @param {number} l @param {number} c @param {number} h degrees @returns {Triple} linear sRGB */
function linear(l, c, h) {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ];
  return /** @type {Triple} */ (rgb.map((value) => Math.min(1, Math.max(0, value))));
}

/** @param {Triple} rgb linear @returns {Triple} OKLab */
function toLab([r, g, b]) {
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const middle = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ];
}

/** @param {number[][]} matrix @param {Triple} rgb @returns {Triple} */
function seenThrough(matrix, rgb) {
  const out = matrix.map((row) => row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]);
  return /** @type {Triple} */ (out.map((value) => Math.min(1, Math.max(0, value))));
}

/** @param {Triple} one @param {Triple} other @returns {number} OKLab distance */
function distance(one, other) {
  const [a, b] = [toLab(one), toLab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/**
 * OKLab distances of two colours for three kinds of sight.
 * @param {Triple} one linear sRGB
 * @param {Triple} other
 */
export function apart(one, other) {
  const through = (/** @type {number[][]} */ sight) => distance(seenThrough(sight, one), seenThrough(sight, other));
  return { usual: distance(one, other), deuteranopia: through(DEUTERANOPIA), protanopia: through(PROTANOPIA) };
}

/** For whoever sees them worst; usual sight has more to tell apart by, so more is asked of it. @param {Triple} one @param {Triple} other */
function worst(one, other) {
  const { usual, deuteranopia, protanopia } = apart(one, other);
  return Math.min(0.55 * usual, deuteranopia, protanopia);
}

/** @param {Triple} rgb linear @returns {string} */
function hex(rgb) {
  const byte = (/** @type {number} */ v) => Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
  return `#${rgb.map((value) => byte(value).toString(16).padStart(2, "0")).join("")}`;
}

/** @param {string} colour #rrggbb @returns {Triple} linear sRGB */
export function parseHex(colour) {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return /** @type {Triple} */ (parts.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)));
}

/** WCAG contrast of two colours. @param {string} one @param {string} other */
export function contrast(one, other) {
  const light = (/** @type {string} */ c) => {
    const [r, g, b] = parseHex(c);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [a, b] = [light(one), light(other)];
  return a > b ? a / b : b / a;
}

/** So many colours there are; beyond them, nobody can tell hues apart: they come round again, with another shape of the dot. */
export const COLOURS = 12;

/**
 * Hue and lightness of `count` holders; the author comes first, in slate. Each next one is the candidate that is
 * farthest from all taken, for the sight that tells them apart worst. Names stand beside colours everywhere.
 * @param {number} count
 * @returns {{l: number, c: number, h: number}[]}
 */
export function chooseHues(count) {
  const taken = [{ l: 0.5, c: 0.035, h: 255 }];
  // Yellow is what is selected; no holder may have it.
  const hues = Array.from({ length: 36 }, (_, i) => i * 10).filter((h) => h < 60 || h > 110);
  const candidates = [0.42, 0.56, 0.7].flatMap((l) => hues.map((h) => ({ l, c: 0.14, h })));
  const colours = candidates.map(({ l, c, h }) => linear(l, c, h));
  const gaps = colours.map((colour) => worst(colour, linear(0.5, 0.035, 255)));
  while (taken.length < Math.min(count, COLOURS)) {
    const best = gaps.indexOf(Math.max(...gaps));
    taken.push(candidates[best]);
    colours.forEach((colour, i) => (gaps[i] = Math.min(gaps[i], worst(colour, colours[best]))));
  }
  return Array.from({ length: count }, (_, i) => taken[i < COLOURS ? i : 1 + ((i - COLOURS) % (COLOURS - 1))]);
}

/**
 * @param {string[]} ids holders
 * @param {boolean} dark
 * @param {ReadonlyMap<string, number>} slots the number of each holder's colour; 0 is the author's slate
 * @returns {Map<string, Colour>}
 */
export function paint(ids, dark, slots) {
  const hues = chooseHues(Math.max(0, ...slots.values()) + 1);
  return new Map(
    ids.map((id) => {
      const at = slots.get(id) ?? 0;
      return [id, { ...shade(hues[at], dark), shape: at < COLOURS ? 0 : 1 + (Math.floor((at - COLOURS) / (COLOURS - 1)) % 3) }];
    }),
  );
}

/** Pairs of colours, by number, of which the stripes or the backgrounds look alike in light or in dark; found once (a test finds them again), since it takes 20 ms. */
const ALIKE = new Set(["0 3", "0 9", "0 10", "1 4", "1 6", "2 8", "2 11", "3 7", "4 6", "5 7", "8 11", "9 10"]);

/** @param {number} one @param {number} other */
export function looksLike(one, other) {
  const base = (/** @type {number} */ slot) => (slot < COLOURS ? slot : 1 + ((slot - COLOURS) % (COLOURS - 1)));
  const [low, high] = [base(one), base(other)].sort((a, b) => a - b);
  return low === high || ALIKE.has(`${low} ${high}`);
}

/** @param {{l: number, c: number, h: number}} hue @param {boolean} dark @returns {Omit<Colour, "shape">} */
function shade({ l, c, h }, dark) {
  const chroma = c * 0.32;
  if (dark) {
    return { line: hex(linear(l + 0.16, c, h)), tint: hex(linear(0.3 + (l - 0.5) * 0.12, chroma, h)), ink: hex(linear(0.87, c * 0.45, h)) };
  }
  return { line: hex(linear(l, c, h)), tint: hex(linear(0.94 + (l - 0.56) * 0.1, chroma, h)), ink: hex(linear(0.36, c * 0.75, h)) };
}
