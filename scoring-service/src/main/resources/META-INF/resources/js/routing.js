// Where the reader is, kept in the address after the hash, so that every state of the page is a link:
//   #/?q=emoji&state=running                    the runs, searched
//   #/runs/R?tab=answers&model=M&filter=wrong&rightBy=none&label=cat&said=dog&q=word&page=2
//                                               a run and a page of its answers, by all these filters
//   #/runs/R?tab=classes&q=dog&sort=name        its classes; tab=versus: two of its models; tab=live: its answers as they come
//   #/runs/R?…&item=I                           the same with an item open
//   #/compare?runs=A,B&base=A/M                 runs of one dataset side by side
//   #/leaderboard/D?rule=top5                   models × runs of a dataset, by this metric
//   #/makings, #/makings/M                      the datasets that are being made, and one of them
//   #/gap?runs=A,B                              what their models say, find likely and have inside them, against CLIP;
//                                               unlike=true: with p also where the choice was not the same
//   #/trainings/T?rule=exact      a training's checkpoints, accuracy against step
// `/?run=R` is accepted as a short way to a run.

export const FILTERS = ["wrong", "right", "unparsed", "refused", "failed", "all"];
export const TABS = ["overview", "answers", "classes", "versus", "live"];
/** How many models are right about an item. */
export const RIGHT_BY = ["any", "none", "one", "some", "all"];

/** Views of several runs. */
const LISTS = ["compare", "gap"];

/** What stands in the address besides the place; a value equal to the default is left out. */
const DEFAULTS = {
  tab: "overview", model: null, filter: "wrong", against: null, of: null, right: "any", rightBy: "any", said: null,
  q: "", state: "all", sort: null, label: null, base: null, unlike: null, rule: null, page: 0, item: null,
};

const listeners = new Set();

export function startRouting(listener) {
  fromQuery();
  listeners.add(listener);
  addEventListener("popstate", notify);
  notify();
}

/** The route of an address: `view` is "runs", "run" (with `run`), "training" (with `training`), "makings", "making" (with `making`), "leaderboard" (with `dataset`), "compare" or "gap" (with `runs`), and the defaults' names. */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [place, ...rest] = path.split("/");
  const values = new URLSearchParams(query);
  const route = { ...DEFAULTS };
  Object.keys(DEFAULTS).filter((name) => values.has(name)).forEach((name) => {
    route[name] = values.get(name);
  });
  route.page = Math.max(0, Number.parseInt(route.page, 10) || 0);
  route.filter = FILTERS.includes(route.filter) ? route.filter : DEFAULTS.filter;
  route.rightBy = RIGHT_BY.includes(route.rightBy) ? route.rightBy : DEFAULTS.rightBy;
  // Who asks for answers need not say the tab.
  const usual = ["filter", "page", "item"].some((name) => values.has(name)) ? "answers" : DEFAULTS.tab;
  route.tab = TABS.includes(route.tab) && values.has("tab") ? route.tab : usual;
  if (LISTS.includes(place)) {
    return { ...route, view: place, runs: (values.get("runs") ?? "").split(",").filter(Boolean) };
  }
  const name = decode(rest.join("/"));
  if (place === "makings") {
    return name ? { ...route, view: "making", making: name } : { ...route, view: "makings" };
  }
  if (place === "leaderboard" && name) {
    return { ...route, view: "leaderboard", dataset: name };
  }
  if (place === "trainings" && name) {
    return { ...route, view: "training", training: name };
  }
  return place === "runs" && name ? { ...route, view: "run", run: name } : { ...route, view: "runs" };
}

export function address(route) {
  const values = new URLSearchParams();
  if (LISTS.includes(route.view)) {
    values.set("runs", route.runs.join(","));
  }
  Object.entries(DEFAULTS).forEach(([name, usual]) => {
    const value = route[name] ?? usual;
    if (value !== usual && value !== null) {
      values.set(name, value);
    }
  });
  const place = {
    runs: "#/", compare: "#/compare", gap: "#/gap", run: `#/runs/${encodeURIComponent(route.run)}`,
    makings: "#/makings", making: `#/makings/${encodeURIComponent(route.making)}`,
    leaderboard: `#/leaderboard/${encodeURIComponent(route.dataset)}`,
    training: `#/trainings/${encodeURIComponent(route.training)}`,
  }[route.view];
  // A comma means itself in a query; a list of runs stays readable.
  const query = values.toString().replaceAll("%2C", ",");
  return query ? `${place}?${query}` : place;
}

export const here = () => parse(location.hash);

/** Goes to a route; `replace` leaves no step behind in the history. */
export function go(route, { replace = false, state = null } = {}) {
  history[replace ? "replaceState" : "pushState"](state, "", address(route));
  notify();
}

function notify() {
  // The skip link moves the focus only; it is no place of its own.
  if (location.hash === "#main") {
    return;
  }
  const route = here();
  listeners.forEach((listener) => listener(route));
}

function fromQuery() {
  const run = new URLSearchParams(location.search).get("run");
  if (run && !location.hash) {
    history.replaceState(null, "", location.pathname + address({ view: "run", run }));
  }
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
