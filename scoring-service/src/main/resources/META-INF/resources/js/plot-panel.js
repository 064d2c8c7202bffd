// A panel that holds a plot with its notes below and offers both to take away.

import { h, setText } from "./dom.js";
import { exportMenu } from "./download.js";

export class PlotPanel {
  #meaning = h("p", { class: "muted panel-note" });
  #plot = h("div", { class: "drawing-frame" });
  #notes = h("ul", { class: "plain-list" });

  /** file: the name of downloads; kind: the panel's class; rows: gives what is shown as a list of records. */
  constructor({ file, kind, testid, label, title, rows }) {
    this.element = h("section", { class: `panel ${kind}`, hidden: true, "aria-label": label, data: { testid } },
      h("div", { class: "panel-head" }, h("h2", {}, title),
        exportMenu(file, { svg: () => this.#plot.firstChild, rows })),
      this.#meaning, this.#plot, this.#notes);
  }

  /** What the drawing tells those who do not see it stands above it for those who do. */
  show(plot, notes) {
    setText(this.#meaning, plot.getAttribute("aria-label"));
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
