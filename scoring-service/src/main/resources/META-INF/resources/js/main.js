// The page's frame: breadcrumb, theme, and the view that the address names.

import { h } from "./dom.js";
import { startRouting } from "./routing.js";
import { RunView } from "./run-view.js";
import { RunsList } from "./runs-list.js";
import { startTheme } from "./theme.js";

const main = document.getElementById("main");
const trail = document.getElementById("trail");
let shown = { key: null, view: null };

startTheme(document.getElementById("theme"));
startRouting(show);

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

function show(route) {
  const key = `${route.view}/${route.run ?? ""}`;
  if (shown.key !== key) {
    shown.view?.close();
    main.replaceChildren();
    scrollTo(0, 0);
    shown = { key, view: route.view === "run" ? new RunView(main, route) : new RunsList(main) };
    frame(route);
  }
  shown.view.show(route);
}

function frame(route) {
  const inRun = route.view === "run";
  document.title = inRun ? `${route.run} · VLM Stream` : "VLM Stream";
  trail.replaceChildren(
    h("li", {}, h("a", { href: "#/", "aria-current": inRun ? null : "page" }, "Runs")),
    ...(inRun ? [h("li", { class: "here", "aria-current": "page" }, route.run)] : []));
}
