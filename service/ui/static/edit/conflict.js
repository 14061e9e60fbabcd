/** Somebody else saved first: both sets of changes side by side, and what to keep. */
import { t } from "../core/messages.js";
import { describeChange } from "../core/changes.js";
import { dialog } from "../shell/dialog.js";
import { h } from "../shell/dom.js";
import { compareWithTheirs, takeTheirs } from "../shell/saving.js";
import { store } from "../shell/store.js";

export function conflictDialog() {
  const { theirs } = store.state;
  if (!theirs) return;
  const boxes = compareWithTheirs().map(({ edit, clash }) => {
    const box = h("input", { type: "checkbox", checked: !clash });
    const row = h("li", { class: clash ? "clash" : "" }, h("label", {}, box, ` ${edit.label}`, clash ? h("strong", { class: "rebut" }, t(" (they changed the same thing)")) : null));
    return { edit, box, row };
  });
  const done = { decided: false };
  const element = dialog(
    t("Somebody else changed this map"),
    h(
      "div",
      {},
      h("p", {}, t("You started from version {0}; version {1} has been saved since. Nothing of yours is lost: choose what to put on top of it.", theirs.since, theirs.map.version)),
      h(
        "div",
        { class: "two" },
        h(
          "section",
          {},
          h("h3", {}, t("Their changes")),
          h(
            "ul",
            {},
            theirs.changes.map((change) => h("li", {}, describeChange(change, theirs.map))),
          ),
        ),
        h(
          "section",
          {},
          h("h3", {}, t("Yours: keep")),
          h(
            "ul",
            { class: "plain" },
            boxes.map(({ row }) => row),
          ),
        ),
      ),
      h(
        "div",
        { class: "row end" },
        h(
          "button",
          {
            type: "button",
            onclick: () => {
              done.decided = true;
              void takeTheirs(new Set());
              element.close();
            },
          },
          t("Drop all of mine"),
        ),
        h(
          "button",
          {
            type: "button",
            class: "primary",
            onclick: () => {
              done.decided = true;
              void takeTheirs(new Set(boxes.filter(({ box }) => box.checked).map(({ edit }) => edit)));
              element.close();
            },
          },
          t("Put the ticked ones on top"),
        ),
      ),
    ),
    () => {
      if (!done.decided) store.set({ theirs: null });
    },
  );
}
