// The runs that are ticked for comparison. They stay ticked while the list is searched, and when one comes back to it.

import { h, setText } from "./dom.js";
import { integer, plural } from "./format.js";
import { address } from "./routing.js";

const chosen = new Set();

export class ChosenRuns {
  #shown = [];
  #onChange;
  #all = h("input", { type: "checkbox", "aria-label": "Choose all runs shown", on: { change: () => this.#chooseAll(this.#all.checked) } });
  #count = h("b", { role: "status" });
  #compare = h("a", { data: { testid: "compare-link" } }, "Compare");
  #gap = h("a", { data: { testid: "gap-link" } }, "Gap");
  #hint = h("span", { class: "muted" }, "Choose another one to compare");
  #more = h("button", { type: "button", class: "quiet small", on: { click: () => this.#chooseAll(true) } });

  /** `onChange()`: other runs are chosen. */
  constructor(onChange) {
    this.#onChange = onChange;
    /** The head of the column of ticks. */
    this.head = this.#all;
    this.element = h("div", { class: "chosen-bar", hidden: true, data: { testid: "chosen" } }, this.#count, this.#compare, this.#hint, this.#gap, this.#more,
      h("button", { type: "button", class: "quiet small", on: { click: () => this.#clear() } }, "Clear"));
  }

  /** A row's tick. */
  tick(run) {
    return h("input", { type: "checkbox", "aria-label": `Choose ${run} for comparison`, on: { change: (event) => this.#choose(run, event.target.checked) } });
  }

  has(run) {
    return chosen.has(run);
  }

  /** `known`: all runs there are; `shown`: the names of those in the list. */
  show(known, shown) {
    const there = new Set(known);
    [...chosen].filter((run) => !there.has(run)).forEach((run) => chosen.delete(run));
    this.#shown = shown;
    const here = shown.filter((run) => chosen.has(run)).length;
    this.#all.checked = here > 0 && here === shown.length;
    this.#all.indeterminate = here > 0 && here < shown.length;
    this.element.hidden = chosen.size === 0;
    setText(this.#count, `${plural(chosen.size, "run")} chosen${here < chosen.size ? `, ${integer(chosen.size - here)} of them not shown` : ""}`);
    this.#compare.hidden = chosen.size < 2;
    this.#hint.hidden = chosen.size > 1;
    this.#more.hidden = here === shown.length;
    setText(this.#more, `Choose all ${integer(shown.length)} shown`);
    this.#compare.setAttribute("href", address({ view: "compare", runs: [...chosen] }));
    this.#gap.setAttribute("href", address({ view: "gap", runs: [...chosen] }));
  }

  #choose(run, on) {
    chosen[on ? "add" : "delete"](run);
    this.#onChange();
  }

  #chooseAll(on) {
    this.#shown.forEach((run) => chosen[on ? "add" : "delete"](run));
    this.#onChange();
  }

  #clear() {
    chosen.clear();
    this.#onChange();
    this.#all.focus();
  }
}
