// An accuracy and its 95 % interval drawn on the common scale 0…100 %, so that rows compare at a glance.

import { h, setText } from "./dom.js";
import { ends, percent } from "./format.js";

const TICKS = [0, 25, 50, 75, 100];

/** The head of the column: the scale's ticks above the bars. */
export function scale() {
  return h("span", { class: "scale" }, h("span", { class: "hidden" }, "95 % interval"),
    h("span", { class: "ticks", "aria-hidden": "true" }, TICKS.map((tick) => placed(h("span", {}, String(tick)), tick))));
}

export class IntervalBar {
  #range = h("span", { class: "range" });
  #point = h("span", { class: "point" });
  #text = h("span", { class: "sub number" });

  constructor(parent) {
    parent.append(h("span", { class: "track", "aria-hidden": "true" }, this.#range, this.#point), this.#text);
  }

  update(rule) {
    const known = rule?.n > 0;
    this.#range.hidden = !known;
    this.#point.hidden = !known;
    setText(this.#text, known ? ends(rule) : percent(null));
    if (known) {
      this.#range.style.left = `${100 * rule.low}%`;
      this.#range.style.width = `${100 * (rule.high - rule.low)}%`;
      placed(this.#point, 100 * rule.accuracy);
    }
  }
}

function placed(element, position) {
  element.style.left = `${position}%`;
  return element;
}
