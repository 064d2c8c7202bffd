// The list of runs, newest first, or as a column sorts them.

import * as api from "./api.js";
import { ChosenRuns } from "./chosen-runs.js";
import { fill, h, keyed, notice, setText } from "./dom.js";
import { exportMenu } from "./download.js";
import { ends, integer, NONE, percent, progress, time } from "./format.js";
import { command, pushCommand } from "./next-step.js";
import { coloured, knowColours } from "./palette.js";
import { Pager } from "./pager.js";
import { LATER, Poll, SOON } from "./poll.js";
import { address, go } from "./routing.js";
import { HELP, search } from "./run-search.js";
import { ended } from "./run-state.js";
import { Sorting } from "./sorting.js";
import { cell, table } from "./table.js";

/** Of a list of thousands, which is brought up to date every other second. */
const SIZE = 200;
const STATES = ["all", "running", "complete", "archived"];

export class RunsList {
  #poll;
  #makingsPoll;
  #makings = h("a", { href: address({ view: "makings" }), class: "gone", data: { testid: "makings-link" } }, "Datasets being made");
  #message = h("div", { class: "messages" });
  #body = h("tbody", { role: "rowgroup" });
  #chosen = new ChosenRuns(() => this.#draw());
  #sorting = new Sorting(columns(this.#chosen.head), (sort) => this.#change({ sort }));
  #pager = new Pager("Pages of runs", SIZE);
  #panel;
  #table = table("Runs", { class: "runs cards", data: { testid: "runs-table" } }, this.#sorting.head, this.#body);
  #runs = [];
  #route = { view: "runs", q: "", state: "all", sort: null, page: 0 };
  #search = h("input", { type: "search", placeholder: "Search: words, tag=value, model:NAME  /", title: HELP, "aria-label": "Search runs", "aria-description": HELP, on: { input: () => this.#change({ q: this.#search.value }, { replace: true }) } });
  #states = new Map(STATES.map((state) => [state, h("a", { class: "filter" }, state)]));

  constructor(parent) {
    this.#panel = h("div", { class: "panel", hidden: true },
      h("div", { class: "controls" }, this.#search, h("nav", { class: "filters", "aria-label": "State" }, [...this.#states.values()]), this.#sorting.choice,
        exportMenu("runs", { rows: () => this.#found().map(flat) })),
      this.#chosen.element, this.#table, this.#pager.element);
    parent.append(h("div", { class: "run-title" }, h("h1", {}, "Runs"), this.#makings), this.#message, this.#panel);
    this.#message.append(notice("wait", "Loading…"));
    this.#poll = new Poll((signal) => this.#ask(signal), (error) => this.#failed(error));
    // The link comes at the next turn; the runs' own message says what is wrong.
    this.#makingsPoll = new Poll(async (signal) => this.#offer(await api.makings(signal)), () => {});
  }

  show(route) {
    this.#route = route;
    if (document.activeElement !== this.#search) {
      this.#search.value = route.q;
    }
    this.#states.forEach((link, state) => {
      link.setAttribute("href", address({ ...route, state, page: 0 }));
      link.setAttribute("aria-current", String(state === route.state));
    });
    this.#sorting.show(route.sort);
    this.#draw();
  }

  close() {
    this.#poll.close();
    this.#makingsPoll.close();
  }

  #change(values, how) {
    go({ ...this.#route, page: 0, ...values }, how);
  }

  #offer(makings) {
    this.#makings.classList.toggle("gone", makings.length === 0);
    return LATER;
  }

  #failed(error) {
    this.#message.replaceChildren(notice("error", this.#runs.length ? "The list is not up to date" : "The runs cannot be shown", error.message, "Trying again…"));
  }

  async #ask(signal) {
    const runs = await api.runs(signal);
    await knowColours(runs.flatMap((run) => run.best?.model ?? []), signal);
    this.#runs = runs;
    this.#panel.hidden = runs.length === 0;
    fill(this.#message, !runs.length && emptyState());
    this.#draw();
    return runs.length && runs.every((run) => run.complete || run.problem) ? LATER : SOON;
  }

  #found() {
    const { state, q } = this.#route;
    return this.#sorting.order(search(this.#runs.filter((run) => isIn(run, state)), q));
  }

  #draw() {
    const found = this.#found();
    this.#table.hidden = found.length === 0;
    // Before the runs are known, none of those that are chosen is gone.
    if (this.#runs.length) {
      fill(this.#message, !found.length && this.#nothing());
      this.#chosen.show(this.#runs.map((run) => run.run), found.map((run) => run.run));
    }
    const { page } = this.#route;
    this.#pager.show(this.#route, found.length);
    keyed(this.#body, found.slice(page * SIZE, (page + 1) * SIZE), (run) => run.run, (run) => createRow(run, this.#chosen.tick(run.run)), (row, run) => updateRow(row, run, this.#chosen.has(run.run)));
  }

  #nothing() {
    const { q, state } = this.#route;
    return notice("empty", q.trim() ? `No ${state === "all" ? "" : `${state} `}run is found by “${q.trim()}”` : `No run is ${state}`,
      q.trim() ? HELP : null, h("a", { href: "#/" }, "All runs"), h("span", {}, "or a new one: ", pushCommand()));
  }
}

function columns(chooseAll) {
  return [
    { name: "Choose", title: chooseAll, kind: "pick" },
    { name: "Run", value: (run) => run.run }, { name: "Dataset", value: (run) => dataset(run) }, { name: "Task", value: (run) => `${run.task ?? ""} ${run.labels ?? ""}` },
    { name: "Models", value: (run) => run.models.join(" ") }, { name: "Items", kind: "number", value: (run) => run.items },
    { name: "Best", title: h("abbr", { title: "The model with the highest accuracy under its primary rule, in percent, with its 95 % interval; a model whose number was chosen on the items judged is never the best" }, "Best model, %"), first: "descending", value: (run) => run.best?.score.accuracy },
    { name: "State", value: (run) => (run.complete ? 2 : run.problem ? -1 : share(run) ?? 0), first: "ascending" }, { name: "Started", kind: "number", value: (run) => run.createdAt },
  ];
}

const isIn = (run, state) => (state === "archived" ? run.archived : !run.archived && (state === "all" || run.complete === (state === "complete")));

const dataset = (run) => [run.dataset, run.split].filter(Boolean).join(" · ");

const share = (run) => progress(run.items, run.models.length, run.counted);

function flat({ models, tags, best, settings, ...run }) {
  return {
    ...run, models: models.join(" "), tags: Object.entries(tags ?? {}).map(([name, value]) => `${name}=${value}`).join(" "),
    best_model: best?.model, best_rule: best?.rule, best_n: best?.score.n, best_accuracy: best?.score.accuracy, best_low: best?.shown.low, best_high: best?.shown.high, best_interval: best?.shown.interval,
  };
}

function emptyState() {
  return notice("empty", "No runs yet",
    h("span", {}, "Try the demo: ", command("./vlmstream demo")),
    h("span", {}, "or push photos of your own, one folder per class: ", pushCommand()),
    "A run appears here as soon as its manifest is on the topic; this page refreshes automatically.");
}

function createRow(run, tick) {
  return h("tr", { role: "row", data: { testid: "run-row", run: run.run, row: run.run } },
    cell("Compare", "pick", tick),
    cell("Run", "lead", h("a", { href: address({ view: "run", run: run.run }) }, run.run),
      h("span", { class: "tags" }, Object.entries(run.tags ?? {}).map(([name, value]) => tag(name, value)))),
    cell("Dataset", "dataset", h("a", { href: address({ view: "leaderboard", dataset: run.dataset }), title: `Leaderboard of ${run.dataset}` }, dataset(run))),
    cell("Task", "dataset", task(run)),
    cell("Models", "names", run.models.map((model) => h("span", { class: "tag" }, model))),
    cell("Items", "number", h("span", { data: { part: "items" } })),
    cell("Best model", "best", h("span", { class: "best-model" }, h("span", { class: "swatch", "aria-hidden": "true" }), h("span", { data: { part: "best" } })),
      h("span", { class: "number" }, h("b", { data: { part: "accuracy" } }), h("span", { class: "muted", data: { part: "ends" } })),
      h("span", { class: "mini-interval", "aria-hidden": "true" }, h("span", { class: "mini-range" }), h("span", { class: "mini-point" }))),
    cell("State", "state-cell", h("span", { class: "state", data: { part: "state" } }), h("progress", { max: 1, "aria-label": `Progress of ${run.run}` })),
    cell("Started", "number", time(run.createdAt)));
}

/** That of a training leads to its curve. */
function tag(name, value) {
  const words = `${name}=${value}`;
  return name === "training" ? h("a", { class: "tag", href: address({ view: "training", training: value }) }, words) : h("span", { class: "tag" }, words);
}

function updateRow(row, run, isChosen) {
  row.querySelector("input").checked = isChosen;
  setText(row.querySelector("[data-part=items]"), integer(run.items));
  best(row.querySelector("td.best"), run.best);
  const state = run.complete ? (run.failed > 0 ? "flawed" : "complete") : run.problem ? "problem" : run.counted > 0 ? "running" : "waiting";
  const done = share(run);
  const element = row.querySelector("[data-part=state]");
  element.dataset.state = state;
  setText(element, run.problem ? run.problem : run.complete ? ended(run.failed, run.absent) : state !== "running" ? state : done === null ? `${integer(run.counted)} so far` : `${percent(done)} %`);
  const bar = row.querySelector("progress");
  bar.hidden = state !== "running" || done === null;
  bar.value = done ?? 0;
}

function best(element, one) {
  const part = (name) => element.querySelector(`[data-part=${name}]`);
  element.classList.toggle("none", !one);
  Object.assign(element.dataset, one ? coloured(one.model) : {});
  element.title = one ? `${one.model}: ${percent(one.score.accuracy)} % by ${one.rule}, n ${integer(one.score.n)}, 95 % interval ${ends(one.shown)} % (${one.shown.interval.replace("-", " ")})` : "";
  setText(part("best"), one?.model ?? NONE);
  setText(part("accuracy"), one ? percent(one.score.accuracy) : "");
  setText(part("ends"), one ? ` (${ends(one.shown)})` : "");
  if (one) {
    const range = element.querySelector(".mini-range");
    range.style.left = `${100 * one.shown.low}%`;
    range.style.width = `${100 * (one.shown.high - one.shown.low)}%`;
    element.querySelector(".mini-point").style.left = `${100 * one.score.accuracy}%`;
  }
}

function task(run) {
  return h("span", {}, run.task ?? NONE, run.labels ? h("span", { class: "muted" }, ` · ${run.labels} labels`) : null);
}
