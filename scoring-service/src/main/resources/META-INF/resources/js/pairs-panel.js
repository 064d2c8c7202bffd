// Pairs of models on the items that both answered: the difference, how sure it is, and what it would take.

import * as api from "./api.js";
import { h, keyed, setText } from "./dom.js";
import { rowButtons } from "./download.js";
import { integer, NONE, pValue, points } from "./format.js";
import { Refresher } from "./refresher.js";
import { address } from "./routing.js";
import { cell, head, table } from "./table.js";

const EVERY = 4000;
const DECIDED = "The confidence sequence of the items where the two differ leaves out one half. It holds at all times together: "
  + "it may be looked at as often as one likes, and a run may be stopped because of it.";

export class PairsPanel {
  #run;
  #signal;
  #pairs = [];
  #body = h("tbody", { role: "rowgroup" });
  #message = h("p", { class: "muted panel-note" }, note([]));
  #refresher;

  constructor(manifest, signal) {
    this.#run = manifest.run;
    this.#signal = signal;
    this.#refresher = new Refresher(() => this.#ask(), EVERY, (error) => setText(this.#message, error.message));
    const columns = ["Pair", "Difference", "Only one right", "p (Holm)", h("abbr", { title: DECIDED }, "Decided"), "Items needed", ""];
    this.element = h("section", { class: "panel pairs", hidden: true, "aria-label": "Models in pairs" },
      h("div", { class: "panel-head" }, h("h2", {}, "Paired differences"), rowButtons(`${this.#run}-pairs`, () => this.#pairs)),
      this.#message,
      table("Pairs of models on the items both answered", { class: "cards pairs-table" }, head(columns), this.#body));
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
    this.#pairs = await api.pairs(this.#run, this.#signal);
    this.element.hidden = !this.#pairs.some((pair) => pair.n > 0);
    setText(this.#message, note(this.#pairs));
    keyed(this.#body, this.#pairs, (pair) => `${pair.first}|${pair.second}`, () => h("tr", { role: "row", data: { testid: "pair-row" } }),
      (row, pair) => row.replaceChildren(...pairCells(pair, versus(this.#run, pair))));
  }
}

/** Which test p is of: rules with part credit have the paired t test. */
function note(pairs) {
  const graded = pairs.some((pair) => typeof pair.pairedT === "number");
  return `Differences in percentage points with 95 % intervals; p of the ${graded ? "paired t test of the grades" : "exact McNemar test"}, corrected by Holm for the number of pairs.`;
}

/** The cells of a pair, also across runs. */
export function pairCells(pair, link) {
  return [
    cell("Pair", "lead", h("span", {}, pair.first), h("span", { class: "muted" }, " − "), h("span", {}, pair.second),
      h("span", { class: "sub" }, `n ${integer(pair.n)}`)),
    cell("Difference", "number", h("b", {}, points(pair.difference)),
      h("span", { class: "sub" }, pair.low === null ? "" : `${points(pair.low)} to ${points(pair.high)}`)),
    cell("Only one right", "number", `${integer(pair.onlyFirst)} : ${integer(pair.onlySecond)}`),
    cell("p (Holm)", "number", pValue(pair.adjusted)),
    cell("Decided", "", h("span", { class: "decided", data: { decided: String(decided(pair)) } }, decided(pair) ? "yes" : "not yet")),
    cell("Items needed", "number", pair.itemsNeeded === null ? NONE : integer(pair.itemsNeeded)),
    cell("", "", pair.onlyFirst + pair.onlySecond > 0 ? h("a", { href: link }, "Item by item") : null),
  ];
}

export function decided(pair) {
  return pair.anytimeLow !== null && (pair.anytimeLow > 0.5 || pair.anytimeHigh < 0.5);
}

function versus(run, pair) {
  return address({ view: "run", run, tab: "versus", model: pair.first, against: pair.second });
}
