/** Every version with its differences; any of them can be brought back, as a new version. */
import { t } from "../core/messages.js";
import { describeChange } from "../core/changes.js";
import { Problem, getVersions } from "../shell/api.js";
import { dialog } from "../shell/dialog.js";
import { h, plural } from "../shell/dom.js";
import { restore } from "../shell/saving.js";
import { store } from "../shell/store.js";
import { toast } from "../shell/toast.js";

export async function historyDialog() {
  const { base } = store.state;
  if (!base) return;
  try {
    const { versions } = await getVersions(base.id);
    const newestFirst = [...versions].sort((a, b) => b.version - a.version);
    const element = dialog(
      t("History of this map"),
      h(
        "ol",
        { class: "versions" },
        newestFirst.map((version) => entry(version, () => element.close())),
      ),
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message, "error");
  }
}

/** @param {import("../shell/api.js").VersionNote} version @param {() => void} close */
function entry(version, close) {
  const map = store.open.map;
  const current = version.version === store.state.base?.version;
  const made = String(version.made_by).startsWith("engine")
    ? t("the {0} engine", String(version.made_by).split(":")[1] ?? "")
    : version.made_by === "user"
      ? t("a reader")
      : String(version.made_by).startsWith("import")
        ? t("whoever brought it in")
        : String(version.made_by).replace(/^user:/, "");
  const changes = version.changes ?? [];
  return h(
    "li",
    {},
    h(
      "div",
      { class: "row" },
      h("strong", {}, t("Version {0}", version.version)),
      h("span", { class: "note" }, t("by {0}, ", made), when(version.created)),
      current ? h("span", { class: "chip" }, t("this one")) : h("button", { type: "button", onclick: () => bringBack(version.version, close) }, t("Bring it back")),
    ),
    version.comment ? h("p", {}, version.comment) : null,
    changes.length > 0
      ? h(
          "details",
          {},
          h("summary", {}, plural(changes.length, "difference")),
          h(
            "ul",
            {},
            changes.map((change) => h("li", {}, describeChange(change, map))),
          ),
        )
      : null,
  );
}

/** @param {string} iso */
export function when(iso) {
  const date = new Date(iso);
  return h("time", { datetime: iso }, Number.isNaN(date.getTime()) ? iso : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }));
}

/** @param {number} version @param {() => void} close */
async function bringBack(version, close) {
  if (store.state.draft.length > 0) return toast(t("Save or discard your corrections first."), "error");
  close();
  if (await restore(version)) toast(t("Version {0} is back, as version {1}.", version, store.state.base?.version));
  return undefined;
}
