// The parts of a run's view, each with an address.

import { h } from "./dom.js";
import { address } from "./routing.js";

const WORDS = { overview: "Overview", answers: "Answers", classes: "Classes and confusions", versus: "Model against model", live: "Live answers" };

export class Tabs {
  #links;

  /** `names`: keys of WORDS. */
  constructor(names) {
    this.#links = new Map(names.map((name) => [name, h("a", { data: { tab: name } }, WORDS[name])]));
    this.element = h("nav", { class: "tabs", "aria-label": "Parts of the run" }, [...this.#links.values()]);
  }

  show(route) {
    this.#links.forEach((link, tab) => {
      link.setAttribute("href", address({ view: "run", run: route.run, model: route.model, tab }));
      link.setAttribute("aria-current", tab === route.tab ? "page" : "false");
    });
  }
}
