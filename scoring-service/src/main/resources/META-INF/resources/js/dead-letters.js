// The records of a run that ended as dead letters. The section is there only when there are any.

import * as api from "./api.js";
import { h } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, NONE, time } from "./format.js";
import { cell, SortedTable } from "./table.js";

const SIZE = 200;
const COLUMNS = [
  { name: "Item", value: (letter) => letter.item }, { name: "Model", value: (letter) => letter.model },
  { name: "Service", value: (letter) => letter.service }, { name: "Reason", value: (letter) => letter.reason },
  { name: "Record", value: record }, { name: "At", first: "descending", value: (letter) => letter.at },
];

export class DeadLetters {
  #run;
  #signal;
  #table = new SortedTable("Records that could not be processed", { class: "letters cards" }, COLUMNS,
    { key: (letter) => `${letter.topic}/${letter.partition}/${letter.offset}/${letter.model}`, create: row });
  #count = h("span", { class: "number muted" });
  #state = null;

  constructor(run, signal) {
    this.#run = run;
    this.#signal = signal;
    this.element = h("section", { class: "panel dead", hidden: true, "aria-label": "Dead letters" },
      h("div", { class: "panel-head" }, h("h2", {}, "Dead letters ", this.#count), exportMenu(`${run}-dead-letters`, { rows: () => this.#table.rows })),
      this.#table.elements);
  }

  /** Asks again whenever the failures have changed, and at the end. */
  update(metrics) {
    const state = `${metrics.complete}/${metrics.models.map((model) => model.failed).join("/")}`;
    if (state !== this.#state) {
      this.#state = state;
      this.#refresh();
    }
  }

  async #refresh() {
    try {
      const letters = await api.deadLetters(this.#run, 0, SIZE, this.#signal);
      this.element.hidden = letters.length === 0;
      this.#count.textContent = letters.length < SIZE ? integer(letters.length) : `the oldest ${integer(SIZE)}`;
      this.#table.show(letters);
    } catch {
      // What is shown stays; the next change asks again, and the failures are counted in the table of models.
    }
  }
}

function record({ topic, partition, offset }) {
  return topic ? `${topic} ${partition}:${offset}` : null;
}

function row(letter) {
  return h("tr", { role: "row", data: { testid: "dead-letter" } },
    cell("Item", "lead", letter.item ?? NONE),
    cell("Model", "", letter.model ?? "all"),
    cell("Service", "", letter.service ?? NONE),
    cell("Reason", "reason-cell", letter.reason ?? NONE),
    cell("Record", "number", record(letter) ?? NONE),
    cell("At", "number", time(letter.at)));
}
