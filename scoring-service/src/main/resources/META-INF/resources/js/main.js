// The page's frame: breadcrumb, theme, and the view that the address names.

import { CompareRuns } from "./compare-runs.js";
import { h } from "./dom.js";
import { GapView } from "./gap.js";
import { startKeys } from "./keys.js";
import { MakingView } from "./making-view.js";
import { MakingsList } from "./makings-list.js";
import { address, startRouting } from "./routing.js";
import { RunView } from "./run-view.js";
import { RunsList } from "./runs-list.js";
import { startTheme } from "./theme.js";
import { TrainingView } from "./training.js";
import { startTroubles } from "./troubles.js";

const main = document.getElementById("main");
const trail = document.getElementById("trail");
const VIEWS = { runs: RunsList, run: RunView, compare: CompareRuns, leaderboard: CompareRuns, gap: GapView, training: TrainingView, makings: MakingsList, making: MakingView };
const PLACES = { compare: "Side by side", gap: "The gap", makings: "Datasets being made" };
/** What lies between the runs and a view. */
const ABOVE = { making: "makings" };
let shown = { key: null, view: null };

startTheme(document.getElementById("theme"));
startKeys(document.body);
startTroubles(document.getElementById("troubles"));
startRouting(show);

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

function show(route) {
  const key = `${route.view}/${route.run ?? route.training ?? route.making ?? route.dataset ?? ""}`;
  if (shown.key !== key) {
    shown.view?.close();
    main.replaceChildren();
    scrollTo(0, 0);
    shown = { key, view: new VIEWS[route.view](main, route) };
    frame(route);
  }
  shown.view.show(route);
}

function frame(route) {
  const inside = route.view !== "runs";
  const place = PLACES[route.view] ?? (route.dataset ? `Leaderboard: ${route.dataset}` : undefined) ?? route.training ?? route.run ?? route.making;
  const above = ABOVE[route.view];
  document.title = inside ? `${place} · VLM Stream` : "VLM Stream";
  trail.replaceChildren(
    h("li", {}, h("a", { href: "#/", "aria-current": inside ? null : "page" }, "Runs")),
    ...(above ? [h("li", {}, h("a", { href: address({ view: above }) }, PLACES[above]))] : []),
    ...(inside ? [h("li", { class: "here", "aria-current": "page" }, place)] : []));
}
