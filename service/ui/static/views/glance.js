/** The map at a glance on a phone, where the panel shows only what is selected. */
import { t } from "../core/messages.js";
import { dialog } from "../shell/dialog.js";
import { h } from "../shell/dom.js";
import { aboutMap } from "./about.js";

export function aboutDialog() {
  const element = dialog(
    t("At a glance"),
    h(
      "div",
      {},
      h(
        "div",
        { class: "glance" },
        aboutMap()
          .slice(1)
          .filter((part) => part !== null),
      ),
    ),
  );
  element.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".claim, .speaker, .link:not(.stays)")) element.close();
  });
}
