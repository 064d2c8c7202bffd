// What each judge said of one answer.

import { h } from "./dom.js";
import { dollars, integer } from "./format.js";

/** A list of the verdicts of a line; null where it has none. */
export function judgements(line) {
  return line.verdicts?.length ? h("ul", { class: "judgements", data: { testid: "judgements" } }, line.verdicts.map(judgement)) : null;
}

function judgement({ rule, judge, status, right, grade, threshold, text, reason, cost, ...tokens }) {
  const verdict = status === "given" ? (right ? "right" : "wrong") : status;
  return h("li", {}, h("div", { class: "said-head" }, h("span", { class: "badge", data: { verdict } }, verdict), h("b", {}, rule), h("span", { class: "muted" }, `by ${judge}`)),
    Number.isFinite(grade) ? h("p", { class: "number" }, `cosine ${grade.toFixed(3)}${Number.isFinite(threshold) ? `, right from ${threshold}` : ""}`) : null,
    text ? h("pre", { tabindex: "0" }, text) : null,
    reason ? h("p", { class: "muted" }, reason) : null,
    cost || tokens.output_tokens ? h("p", { class: "muted" }, effort(cost, tokens)) : null);
}

function effort(cost, { prompt_tokens: read = 0, output_tokens: written = 0 }) {
  return [written ? `${integer(read)} tokens read, ${integer(written)} written` : "", cost ? `cost ${dollars(cost)}` : ""].filter(Boolean).join(" · ");
}
