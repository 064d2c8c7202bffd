// A panel that holds a plot with its notes below and offers both to take away.

import { h } from "./dom.js";
import { plotButtons, rowButtons } from "./download.js";

export class PlotPanel {
  #plot = h("div", { class: "drawing-frame" });
  #notes = h("ul", { class: "plain-list" });

  /** file: the name of downloads; kind: the panel's class; rows: gives what is shown as a list of records. */
  constructor({ file, kind, testid, label, title, rows }) {
    this.element = h("section", { class: `panel ${kind}`, hidden: true, "aria-label": label, data: { testid } },
      h("div", { class: "panel-head" }, h("h2", {}, title),
        h("span", { class: "take" }, plotButtons(file, () => this.#plot.firstChild), rowButtons(file, rows))),
      this.#plot, this.#notes);
  }

  show(plot, notes) {
    this.#plot.replaceChildren(plot);
    this.note(notes);
  }

  note(notes) {
    this.#notes.replaceChildren(...notes);
  }

  get hidden() {
    return this.element.hidden;
  }

  set hidden(hidden) {
    this.element.hidden = hidden;
  }
}
