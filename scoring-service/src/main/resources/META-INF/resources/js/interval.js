// An accuracy and its 95 % interval drawn on the common scale 0…100 %, so that rows compare at a glance.

import { h, setText } from "./dom.js";
import { ends, NONE, percent } from "./format.js";

const TICKS = [0, 25, 50, 75, 100];

/** The head of the column: the scale's ticks above the bars. */
export function scale() {
  return h("span", { class: "scale" }, h("span", { class: "hidden" }, "95 % interval"),
    h("span", { class: "ticks", "aria-hidden": "true" }, TICKS.map((tick) => placed(h("span", {}, String(tick)), tick))));
}

export class IntervalBar {
  #anytime = h("span", { class: "anytime" });
  #range = h("span", { class: "range" });
  #point = h("span", { class: "point" });
  #text = h("span", { class: "sub number" });
  #more = h("span", { class: "sub number" });

  constructor(parent) {
    parent.append(h("span", { class: "track", "aria-hidden": "true" }, this.#anytime, this.#range, this.#point), this.#text, this.#more);
  }

  /** The rule's Wilson interval; `honest`, if given, has the confidence sequence and, for images with several questions, the clustered one. */
  update(rule, honest = null) {
    const known = rule?.n > 0;
    [this.#range, this.#point].forEach((part) => { part.hidden = !known; });
    [this.#anytime, this.#more].forEach((part) => { part.hidden = !known || honest === null; });
    setText(this.#text, known ? ends(rule) : percent(null));
    if (known) {
      spanned(this.#range, rule.low, rule.high);
      placed(this.#point, 100 * rule.accuracy);
      this.#wider(honest ?? {});
    }
  }

  #wider({ anytimeLow, anytimeHigh, clusteredLow, clusteredHigh }) {
    spanned(this.#anytime, anytimeLow ?? 0, anytimeHigh ?? 0);
    const clustered = ends({ low: clusteredLow, high: clusteredHigh });
    setText(this.#more, `any time ${ends({ low: anytimeLow, high: anytimeHigh })}${clustered === NONE ? "" : ` · by image ${clustered}`}`);
  }
}

function spanned(element, low, high) {
  element.style.left = `${100 * low}%`;
  element.style.width = `${100 * (high - low)}%`;
}

function placed(element, position) {
  element.style.left = `${position}%`;
  return element;
}
