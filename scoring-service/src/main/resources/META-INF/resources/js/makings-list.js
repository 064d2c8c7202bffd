// The datasets that are being made, newest first.

import * as api from "./api.js";
import { fill, h, notice, setText } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, time } from "./format.js";
import { cost, count, isOver, KEPT, setShare, share, stateOf, sum } from "./making.js";
import { LATER, Poll, SOON } from "./poll.js";
import { command } from "./next-step.js";
import { address } from "./routing.js";
import { cell, SortedTable } from "./table.js";

const COLUMNS = [
  { name: "Dataset", value: (one) => one.making }, { name: "Written by", value: (one) => one.writer }, { name: "Filtered by", value: (one) => one.answerer },
  { name: "Classes written", first: "descending", value: (one) => one.written }, { name: "Questions answered", first: "descending", value: (one) => one.answered },
  { name: "Unusable", kind: "number", value: (one) => sum(one.rejected) }, { name: "Kept", kind: "number", value: (one) => count(one.outcomes, KEPT) },
  { name: "Cost", kind: "number", value: (one) => one.cost }, { name: "State", value: stateOf }, { name: "Started", kind: "number", value: (one) => one.createdAt },
];

export class MakingsList {
  #message = h("div", { class: "messages" }, notice("wait", "Loading…"));
  #table = new SortedTable("Datasets being made, newest first", { class: "makings cards", data: { testid: "makings-table" } }, COLUMNS,
    { key: (one) => one.making, create: createRow, update: updateRow });
  #panel = h("div", { class: "panel", hidden: true },
    h("div", { class: "controls" }, exportMenu("makings", { rows: () => this.#table.rows.map(flat) })), this.#table.elements);
  #makings = [];
  #poll;

  constructor(parent) {
    parent.append(h("h1", {}, "Datasets being made"), this.#message, this.#panel);
    this.#poll = new Poll(async (signal) => this.#fill(await api.makings(signal)), (error) => this.#failed(error));
  }

  show() {
    // There is one state of it.
  }

  close() {
    this.#poll.close();
  }

  #fill(makings) {
    this.#makings = makings;
    this.#panel.hidden = makings.length === 0;
    fill(this.#message, !makings.length && emptyState());
    this.#table.show(makings);
    return makings.length && makings.every(isOver) ? LATER : SOON;
  }

  #failed(error) {
    this.#message.replaceChildren(notice("error", this.#makings.length ? "The list is not up to date" : "The datasets cannot be shown", error.message, "Trying again…"));
  }
}

function createRow(one) {
  const number = (label, part) => cell(label, "number", h("span", { data: { part } }));
  return h("tr", { role: "row", data: { testid: "making-row", making: one.making, row: one.making } },
    cell("Dataset", "lead", h("a", { href: address({ view: "making", making: one.making }) }, one.making)),
    cell("Written by", "names", h("span", { class: "tag" }, one.writer)),
    cell("Filtered by", "names", h("span", { class: "tag" }, one.answerer)),
    cell("Classes written", "progress-cell", share("written", `Classes written of ${one.making}`)),
    cell("Questions answered", "progress-cell", share("answered", `Questions answered of ${one.making}`)),
    number("Unusable", "unusable"),
    number("Kept", "kept"),
    number("Cost", "cost"),
    cell("State", "", h("span", { class: "state", data: { part: "state" } })),
    cell("Started", "number", time(one.createdAt)));
}

function updateRow(row, one) {
  const part = (name) => row.querySelector(`[data-part="${name}"]`);
  setShare(row, "written", one.written, one.classes);
  setShare(row, "answered", one.answered, one.questions);
  setText(part("unusable"), integer(sum(one.rejected)));
  setText(part("kept"), integer(count(one.outcomes, KEPT)));
  setText(part("cost"), cost(one));
  part("state").dataset.state = stateOf(one);
  setText(part("state"), stateOf(one));
}

function flat({ rejected, outcomes, ...one }) {
  const columns = (prefix, counts) => Object.fromEntries(counts.map(({ id, count: n }) => [`${prefix}-${id}`, n]));
  return { ...one, ...columns("rejected", rejected), ...columns("outcome", outcomes) };
}

function emptyState() {
  return notice("empty", "No dataset is being made",
    h("span", {}, "Have a model write questions about your classes: ",
      command("./vlmstream wikiqa --articles articles.jsonl --model MODEL --images photos/ --out wikiqa.jsonl --budget 20")),
    "It appears here as soon as it has started; this page refreshes automatically.");
}
