/** What can wait until the map is on the screen. */
import { mountBanner } from "./edit/banner.js";
import { mountTray } from "./edit/tray.js";
import { listenToKeys } from "./shell/keys.js";
import { printWithSheets } from "./shell/printing.js";
import { keepDrafts } from "./shell/keeping.js";
import { mountProgress } from "./shell/progress.js";
import { mountIssues } from "./views/issues.js";
import { mountOutline } from "./views/outline.js";
import { mountPerspectives } from "./views/perspectives.js";

mountProgress("#progress");
mountIssues("#view-issues");
mountOutline("#view-outline");
mountPerspectives("#view-perspectives");
keepDrafts();
mountBanner();
mountTray();
listenToKeys();
printWithSheets();
document.documentElement.dataset.ready = "all";
