// An accuracy and its 95 % interval drawn on the common scale 0…100 %, so that rows compare at a glance.

import { h, setText } from "./dom.js";
import { ends, NONE } from "./format.js";

const TICKS = [0, 25, 50, 75, 100];

/** The head of the column: the scale's ticks above the bars. */
export function scale() {
  return h("span", { class: "scale" }, h("span", { class: "hidden" }, "95 % interval"),
    h("span", { class: "ticks", "aria-hidden": "true" }, TICKS.map((tick) => placed(h("span", {}, String(tick)), tick))));
}

/** What an interval holds for, by the kind that the service gives it. */
const KINDS = {
  "any-time": ["any time", "Confidence sequence: holds at all times together, also if you stop the run because it looks decided"],
  "fixed-n": ["", "Holds for these items, if you look once"],
  "by-image": ["by image", "Holds for these items, of which several are about one image"],
};

export class IntervalBar {
  #range = h("span", { class: "range" });
  #point = h("span", { class: "point" });
  #text = h("span", { class: "sub number" });
  #kind = h("span", { class: "sub" });

  constructor(parent) {
    parent.append(h("span", { class: "track", "aria-hidden": "true" }, this.#range, this.#point), this.#text, this.#kind);
  }

  /** The one interval that holds now; `others`, if given, are the rule's and the model's others, on pointing at it. */
  update(shown, others = {}) {
    const known = Number.isFinite(shown?.low);
    [this.#range, this.#point].forEach((part) => { part.hidden = !known; });
    setText(this.#text, known ? ends(shown) : NONE);
    const [kind, meaning] = KINDS[shown?.interval] ?? ["", ""];
    setText(this.#kind, known ? kind : "");
    this.#text.title = known ? [meaning, inWords(others)].filter(Boolean).join(". ") : "";
    if (known) {
      spanned(this.#range, shown.low, shown.high);
      placed(this.#point, 100 * shown.value);
    }
  }
}

function inWords({ low, high, anytimeLow, anytimeHigh, clusteredLow, clusteredHigh }) {
  return [["fixed n", low, high], ["any time", anytimeLow, anytimeHigh], ["by image", clusteredLow, clusteredHigh]]
    .filter(([, from]) => Number.isFinite(from)).map(([kind, from, to]) => `${kind} ${ends({ low: from, high: to })}`).join(" · ");
}

function spanned(element, low, high) {
  element.style.left = `${100 * low}%`;
  element.style.width = `${100 * (high - low)}%`;
}

function placed(element, position) {
  element.style.left = `${position}%`;
  return element;
}
