// Where the reader is, kept in the address after the hash, so that every state of the page is a link:
//   #/                                          the runs
//   #/runs/R?model=M&filter=wrong&page=2        a run and a page of its answers
//   #/runs/R?model=M&filter=wrong&item=I        the same with an item's detail open
// `/?run=R` is accepted as a short way to a run.

export const FILTERS = ["wrong", "right", "unparsed", "refused", "failed", "all"];

const listeners = new Set();

export function startRouting(listener) {
  fromQuery();
  listeners.add(listener);
  addEventListener("popstate", notify);
  notify();
}

/** The route of an address: `{view: "runs"}` or `{view: "run", run, model, filter, page, item}`. */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view, ...rest] = path.split("/");
  if (view !== "runs" || rest.join("/") === "") {
    return { view: "runs" };
  }
  const values = new URLSearchParams(query);
  const filter = values.get("filter");
  return {
    view: "run",
    run: decode(rest.join("/")),
    model: values.get("model"),
    filter: FILTERS.includes(filter) ? filter : "wrong",
    page: Math.max(0, Number.parseInt(values.get("page") ?? "0", 10) || 0),
    item: values.get("item"),
  };
}

export function address(route) {
  if (route.view !== "run") {
    return "#/";
  }
  const values = new URLSearchParams();
  if (route.model) values.set("model", route.model);
  if (route.filter && route.filter !== "wrong") values.set("filter", route.filter);
  if (route.page) values.set("page", route.page);
  if (route.item) values.set("item", route.item);
  const query = values.toString();
  return `#/runs/${encodeURIComponent(route.run)}${query ? `?${query}` : ""}`;
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
