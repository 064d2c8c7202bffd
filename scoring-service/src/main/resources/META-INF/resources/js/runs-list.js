// The list of runs, newest first, asked again every few seconds while someone looks at it.

import * as api from "./api.js";
import { h, keyed, notice, setText } from "./dom.js";
import { integer, NONE, percent, progress, time } from "./format.js";
import { address } from "./routing.js";
import { cell, head, table } from "./table.js";

const SOON = 1500;
const LATER = 10000;
const COLUMNS = ["Run", "Dataset", "Task", "Models", "Items", "Progress", "State", "Started"];

export class RunsList {
  #abort = new AbortController();
  #timer = null;
  #message = h("div", { class: "messages" });
  #body = h("tbody", { role: "rowgroup" });
  #table;

  constructor(parent) {
    this.#table = h("div", { class: "panel", hidden: true },
      table("Runs, newest first", { class: "runs cards", data: { testid: "runs-table" } }, head(COLUMNS), this.#body));
    parent.append(h("h1", {}, "Runs"), this.#message, this.#table);
    this.#message.append(notice("wait", "Loading…"));
    this.#refresh();
  }

  show() {}

  close() {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  async #refresh() {
    let wait = SOON;
    try {
      if (!document.hidden) {
        wait = this.#fill(await api.runs(this.#abort.signal));
      }
    } catch (error) {
      if (api.cancelled(error)) {
        return;
      }
      this.#message.replaceChildren(notice("error", "The runs cannot be shown", error.message, "Trying again…"));
    }
    this.#timer = setTimeout(() => this.#refresh(), wait);
  }

  #fill(runs) {
    this.#table.hidden = runs.length === 0;
    this.#message.replaceChildren(...(runs.length ? [] : [emptyState()]));
    keyed(this.#body, runs, (run) => run.run, createRow, updateRow);
    return runs.length && runs.every((run) => run.complete) ? LATER : SOON;
  }
}

function emptyState() {
  return notice("empty", "No runs yet",
    h("span", {}, "Try the demo: ", h("code", {}, "./vlmstream demo")),
    h("span", {}, "or push a dataset of your own: ",
      h("code", {}, "./vlmstream push DATASET --task open-world --models MODEL")),
    "A run appears here as soon as its manifest is on the topic; this page looks by itself.");
}

function createRow(run) {
  return h("tr", { role: "row", data: { testid: "run-row", run: run.run } },
    cell("Run", "lead", h("a", { href: address({ view: "run", run: run.run }) }, run.run)),
    cell("Dataset", "dataset", [run.dataset, run.split].filter(Boolean).join(" · ")),
    cell("Task", "dataset", task(run)),
    cell("Models", "names", run.models.map((model) => h("span", { class: "tag" }, model))),
    cell("Items", "number", h("span", { data: { part: "items" } })),
    cell("Progress", "progress-cell", h("progress", { max: 1, "aria-label": `Progress of ${run.run}` }),
      h("span", { class: "number", data: { part: "done" } })),
    cell("State", "", h("span", { class: "state", data: { part: "state" } })),
    cell("Started", "number", time(run.createdAt)));
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
