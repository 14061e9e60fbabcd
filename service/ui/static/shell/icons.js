/** The few signs that fonts draw unevenly, as small line drawings in the colour of the text. */
import { s } from "./dom.js";

const PATHS = {
  theme: "M10 3.2a6.8 6.8 0 1 0 0 13.6zM10 3.2a6.8 6.8 0 0 1 0 13.6",
  undo: "M7 5 3.5 8.5 7 12M4 8.500h7.500a4.2 4.2 0 0 1 0 8.400H8",
  redo: "M13 5l3.5 3.500L13 12M16 8.500H8.500a4.2 4.2 0 0 0 0 8.400H12",
  home: "M10 2.500v4M10 13.500v4M2.5 10h4M13.5 10h4M10 8.200a1.8 1.8 0 1 0 .01 0",
  fit: "M3.5 7.500v-4h4M12.5 3.500h4v4M16.5 12.500v4h-4M7.5 16.500h-4v-4",
  wide: "M3 10h14M6 6.5 2.5 10 6 13.500M14 6.500l3.5 3.5-3.5 3.5",
  plus: "M10 4.500v11M4.5 10h11",
  minus: "M4.5 10h11",
  close: "M5.5 5.500l9 9M14.5 5.500l-9 9",
  more: "M4.5 10h.1M10 10h.1M15.5 10h.1",
  help: "M7.2 7.500a2.8 2.8 0 1 1 4 2.500c-.9.5-1.2 1-1.2 1.900M10 14.600v.1",
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return s(
    "svg",
    {
      width: 20,
      height: 20,
      viewBox: "0 0 20 20",
      "aria-hidden": "true",
      class: "sign",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.6,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    },
    s("path", { d: PATHS[name] }),
    name === "theme" ? s("path", { d: "M10 3.2a6.8 6.8 0 0 0 0 13.6z", fill: "currentColor" }) : null,
  );
}
