// The list of runs, newest first.

import * as api from "./api.js";
import { h, keyed, notice, setText } from "./dom.js";
import { rowButtons } from "./download.js";
import { integer, NONE, percent, progress, time } from "./format.js";
import { LATER, Poll, SOON } from "./poll.js";
import { address, go } from "./routing.js";
import { cell, head, table } from "./table.js";

const STATES = ["all", "running", "complete", "archived"];
const COLUMNS = [h("span", { class: "hidden" }, "Choose"), "Run", "Dataset", "Task", "Models", "Items", "Progress", "State", "Started"];

export class RunsList {
  #poll;
  #makingsPoll;
  #makings = h("a", { href: address({ view: "makings" }), class: "gone", data: { testid: "makings-link" } }, "Datasets being made");
  #message = h("div", { class: "messages" });
  #body = h("tbody", { role: "rowgroup" });
  #table;
  #runs = [];
  #route = { view: "runs", q: "", state: "all" };
  #chosen = new Set();
  #search = h("input", { type: "search", placeholder: "Search: name, dataset, model, tag  /", "aria-label": "Search runs", on: { input: () => go({ ...this.#route, q: this.#search.value }, { replace: true }) } });
  #states = new Map(STATES.map((state) => [state, h("a", { class: "filter" }, state)]));
  #compare = h("a", { class: "compare gone", data: { testid: "compare-link" } }, "Compare");
  #gap = h("a", { class: "compare gone", data: { testid: "gap-link" } }, "Gap");

  constructor(parent) {
    this.#table = h("div", { class: "panel", hidden: true },
      h("div", { class: "controls" }, this.#search, h("nav", { class: "filters", "aria-label": "State" }, [...this.#states.values()]), this.#compare, this.#gap,
        rowButtons("runs", () => this.#found().map(flat))),
      table("Runs, newest first", { class: "runs cards", data: { testid: "runs-table" } }, head(COLUMNS), this.#body));
    parent.append(h("div", { class: "run-title" }, h("h1", {}, "Runs"), this.#makings), this.#message, this.#table);
    this.#message.append(notice("wait", "Loading…"));
    this.#poll = new Poll(async (signal) => this.#fill(await api.runs(signal)), (error) => this.#failed(error));
    // The link comes at the next turn; the runs' own message says what is wrong.
    this.#makingsPoll = new Poll(async (signal) => this.#offer(await api.makings(signal)), () => {});
  }

  show(route) {
    this.#route = route;
    if (document.activeElement !== this.#search) {
      this.#search.value = route.q;
    }
    this.#states.forEach((link, state) => {
      link.setAttribute("href", address({ ...route, state }));
      link.setAttribute("aria-current", String(state === route.state));
    });
    this.#draw();
  }

  close() {
    this.#poll.close();
    this.#makingsPoll.close();
  }

  #offer(makings) {
    this.#makings.classList.toggle("gone", makings.length === 0);
    return LATER;
  }

  #failed(error) {
    this.#message.replaceChildren(notice("error", this.#runs.length ? "The list is not up to date" : "The runs cannot be shown", error.message, "Trying again…"));
  }

  #fill(runs) {
    this.#runs = runs;
    this.#table.hidden = runs.length === 0;
    this.#message.replaceChildren(...(runs.length ? [] : [emptyState()]));
    this.#draw();
    return runs.length && runs.every((run) => run.complete) ? LATER : SOON;
  }

  #found() {
    return this.#runs.filter((run) => matches(run, this.#route.q.trim(), this.#route.state));
  }

  #draw() {
    const found = this.#found();
    if (this.#runs.length) {
      this.#message.replaceChildren(...(found.length ? [] : [notice("empty", "No run is like that", h("a", { href: "#/" }, "All runs"))]));
    }
    keyed(this.#body, found, (run) => run.run, (run) => createRow(run, (on) => this.#choose(run.run, on)), updateRow);
  }

  #choose(run, on) {
    this.#chosen[on ? "add" : "delete"](run);
    this.#compare.classList.toggle("gone", this.#chosen.size < 2);
    this.#gap.classList.toggle("gone", this.#chosen.size < 1);
    setText(this.#compare, `Compare ${this.#chosen.size} runs`);
    this.#compare.setAttribute("href", address({ view: "compare", runs: [...this.#chosen] }));
    this.#gap.setAttribute("href", address({ view: "gap", runs: [...this.#chosen] }));
  }
}

function matches(run, q, state) {
  const words = [run.run, run.dataset, run.split, run.task, ...run.models, ...Object.entries(run.tags ?? {}).map(([name, value]) => `${name}=${value}`)].join(" ").toLowerCase();
  const there = state === "archived" ? run.archived : !run.archived && (state === "all" || run.complete === (state === "complete"));
  return there && q.toLowerCase().split(/\s+/).every((word) => words.includes(word));
}

function flat({ models, tags, ...run }) {
  return { ...run, models: models.join(" "), tags: Object.entries(tags ?? {}).map(([name, value]) => `${name}=${value}`).join(" ") };
}

function emptyState() {
  return notice("empty", "No runs yet",
    h("span", {}, "Try the demo: ", h("code", {}, "./vlmstream demo")),
    h("span", {}, "or push a dataset of your own: ",
      h("code", {}, "./vlmstream push DATASET --task open-world --models MODEL")),
    "A run appears here as soon as its manifest is on the topic; this page looks by itself.");
}

function createRow(run, onChoose) {
  return h("tr", { role: "row", data: { testid: "run-row", run: run.run, row: run.run } },
    cell("Compare", "pick", h("input", { type: "checkbox", "aria-label": `Choose ${run.run} for comparison`, on: { change: (event) => onChoose(event.target.checked) } })),
    cell("Run", "lead", h("a", { href: address({ view: "run", run: run.run }) }, run.run),
      h("span", { class: "tags" }, Object.entries(run.tags ?? {}).map(([name, value]) => tag(name, value)))),
    cell("Dataset", "dataset", [run.dataset, run.split].filter(Boolean).join(" · ")),
    cell("Task", "dataset", task(run)),
    cell("Models", "names", run.models.map((model) => h("span", { class: "tag" }, model))),
    cell("Items", "number", h("span", { data: { part: "items" } })),
    cell("Progress", "progress-cell", h("progress", { max: 1, "aria-label": `Progress of ${run.run}` }),
      h("span", { class: "number", data: { part: "done" } })),
    cell("State", "", h("span", { class: "state", data: { part: "state" } })),
    cell("Started", "number", time(run.createdAt)));
}

/** That of a training leads to its curve. */
function tag(name, value) {
  const words = `${name}=${value}`;
  return name === "training" ? h("a", { class: "tag", href: address({ view: "training", training: value }) }, words) : h("span", { class: "tag" }, words);
}

function updateRow(row, run) {
  const part = (name) => row.querySelector(`[data-part="${name}"]`);
  const share = run.complete ? 1 : progress(run.items, run.models.length, run.counted);
  setText(part("items"), integer(run.items));
  setText(part("done"), share === null ? `${integer(run.counted)} so far` : `${percent(share)} %`);
  row.querySelector("progress").value = share ?? 0;
  const state = run.complete ? "complete" : run.counted > 0 ? "running" : "waiting";
  part("state").dataset.state = state;
  setText(part("state"), state);
}

function task(run) {
  return h("span", {}, run.task ?? NONE, run.labels ? h("span", { class: "muted" }, ` · ${run.labels} labels`) : null);
}
