// Models beside one another on the items that they answered: how far they agree, and of each pair the difference, how sure it is,
// and what it would take.

import { Agreement } from "./agreement.js";
import * as api from "./api.js";
import { h, setText } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, NONE, pValue, points, TOO_HIGH } from "./format.js";
import { Refresher } from "./refresher.js";
import { address } from "./routing.js";
import { cell, SortedTable } from "./table.js";

const EVERY = 4000;
const DECIDED = "The confidence sequence for the items on which the two differ excludes one half. It holds at all times together, "
  + "so you may look at it as often as you like and stop a run because of it.";

export class PairsPanel {
  #run;
  #signal;
  #table;
  #agreement;
  #message = h("p", { class: "muted panel-note" }, note([]));
  #refresher;

  constructor(manifest, signal) {
    this.#run = manifest.run;
    this.#signal = signal;
    this.#refresher = new Refresher(() => this.#ask(), EVERY, (error) => setText(this.#message, error.message));
    this.#table = pairsTable("Pairs of models on the items both answered", (pair) => versus(this.#run, pair));
    this.#agreement = new Agreement(manifest.run, signal);
    this.element = h("section", { class: "panel pairs", hidden: true, "aria-label": "Models beside one another" },
      h("div", { class: "panel-head" }, h("h2", {}, "Agreement and differences"),
        exportMenu(`${this.#run}-pairs`, { svg: () => this.#agreement.drawing, rows: () => this.#table.rows })),
      this.#agreement.element, h("h3", { class: "within" }, "Paired differences"), this.#message, this.#table.elements);
  }

  update(metrics) {
    if (metrics.models.length > 1) {
      this.#refresher.update(metrics);
    }
  }

  close() {
    this.#refresher.close();
  }

  async #ask() {
    const [pairs, agreement] = await Promise.all([api.pairs(this.#run, this.#signal), api.agreement(this.#run, this.#signal)]);
    this.element.hidden = !pairs.some((pair) => pair.n > 0);
    setText(this.#message, note(pairs));
    this.#table.show(pairs);
    this.#agreement.show(agreement, pairs);
  }
}

/** Which way differences go, and which test p is of: rules with part credit have the paired t test. */
export function note(pairs) {
  const graded = pairs.some((pair) => typeof pair.pairedT === "number");
  return `Differences are the first model's accuracy minus the second's, in percentage points with 95 % intervals: above 0, the first is right more often. p of the ${graded ? "paired t test of the grades" : "exact McNemar test"}, corrected by Holm for the number of pairs.`;
}

/** A table of pairs, also across runs; `link(pair)` leads to the two models item by item. */
export function pairsTable(caption, link) {
  const columns = [
    { name: "Pair", value: (pair) => `${pair.first} ${pair.second}` },
    { name: "Difference", kind: "number", value: (pair) => pair.difference },
    { name: "Only one right", kind: "number", value: (pair) => pair.onlyFirst + pair.onlySecond },
    { name: "p (Holm)", kind: "number", first: "ascending", value: (pair) => pair.adjusted },
    { name: "Decided", title: h("abbr", { title: DECIDED }, "Decided"), first: "descending", value: (pair) => Number(decided(pair)) },
    { name: "Items needed", kind: "number", first: "ascending", value: (pair) => pair.itemsNeeded }, { name: "" },
  ];
  return new SortedTable(caption, { class: "cards pairs-table" }, columns, {
    key: (pair) => `${pair.first}|${pair.second}`,
    create: () => h("tr", { role: "row", data: { testid: "pair-row" } }),
    update: (row, pair) => row.replaceChildren(...pairCells(pair, link(pair))),
  });
}

function pairCells(pair, link) {
  return [
    cell("Pair", "lead", h("span", {}, pair.first), h("span", { class: "muted" }, " − "), h("span", {}, pair.second),
      h("span", { class: "sub" }, `n ${integer(pair.n)}`), remarks(pair).map((words) => h("span", { class: "sub" }, words))),
    cell("Difference", "number", h("b", {}, points(pair.difference)),
      h("span", { class: "sub" }, pair.low === null ? "" : `${points(pair.low)} to ${points(pair.high)}`)),
    cell("Only one right", "number", h("span", { title: `only ${pair.first} right: ${integer(pair.onlyFirst)}; only ${pair.second} right: ${integer(pair.onlySecond)}` },
      `${integer(pair.onlyFirst)} : ${integer(pair.onlySecond)}`)),
    cell("p (Holm)", "number", pValue(pair.adjusted)),
    cell("Decided", "", h("span", { class: "decided", title: pair.unlike, data: { decided: String(decided(pair)) } }, { true: "yes", false: "not yet", null: NONE }[decided(pair)])),
    cell("Items needed", "number", pair.itemsNeeded === null ? NONE : integer(pair.itemsNeeded)),
    cell("", "", pair.onlyFirst + pair.onlySecond > 0 ? h("a", { href: link }, "Item by item") : null),
  ];
}

/** What must be known of a pair before its difference is quoted. */
export function remarks(pair) {
  return [...(pair.optimistic ?? []).map((model) => `${model} (${TOO_HIGH})`), pair.unlike].filter(Boolean);
}

/** Null: more items never decide it, since the two did not have the same choice. */
export function decided(pair) {
  return pair.unlike ? null : pair.anytimeLow !== null && (pair.anytimeLow > 0.5 || pair.anytimeHigh < 0.5);
}

function versus(run, pair) {
  return address({ view: "run", run, tab: "versus", model: pair.first, against: pair.second });
}
