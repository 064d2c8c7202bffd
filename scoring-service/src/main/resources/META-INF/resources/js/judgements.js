// What each judge said of one answer.

import { h } from "./dom.js";
import { dollars } from "./format.js";

/** A list of the verdicts of a line; null where it has none. */
export function judgements(line) {
  return line.verdicts?.length ? h("ul", { class: "judgements", data: { testid: "judgements" } }, line.verdicts.map(judgement)) : null;
}

function judgement({ rule, judge, status, right, grade, threshold, text, reason, cost }) {
  const verdict = status === "given" ? (right ? "right" : "wrong") : status;
  return h("li", {}, h("div", { class: "said-head" }, h("span", { class: "badge", data: { verdict } }, verdict), h("b", {}, rule), h("span", { class: "muted" }, `by ${judge}`)),
    Number.isFinite(grade) ? h("p", { class: "number" }, `cosine ${grade.toFixed(3)}${Number.isFinite(threshold) ? `, right from ${threshold}` : ""}`) : null,
    text ? h("pre", { tabindex: "0" }, text) : null,
    reason ? h("p", { class: "muted" }, reason) : null,
    cost ? h("p", { class: "muted" }, `cost ${dollars(cost)}`) : null);
}
