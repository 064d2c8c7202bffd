// The pieces that a card and the detail of an answer share.

import { h } from "./dom.js";
import { imageAddress } from "./api.js";

const MARKS = { right: "✓", wrong: "✗", unparsed: "?", refused: "⊘", failed: "!" };

/** right, wrong, unparsed, refused or failed: the outcome under the primary rule. */
export function verdictOf(line) {
  return line.status !== "answered" ? line.status : line.rules?.[line.primaryRule] ? "right" : "wrong";
}

export function badge(line) {
  const verdict = verdictOf(line);
  return h("span", { class: "badge", data: { verdict } }, h("span", { "aria-hidden": "true" }, `${MARKS[verdict] ?? ""} `), verdict);
}

/** Counts what was said, not whether that is right. */
const NEUTRAL = "said-yes";

/** The rules, each with a tick or a cross; the primary rule first. */
export function ruleMarks(line) {
  const rules = Object.entries(line.rules ?? {}).filter(([name]) => name !== NEUTRAL).sort(([a], [b]) => (b === line.primaryRule) - (a === line.primaryRule));
  return h("ul", { class: "rule-marks" }, rules.map(([name, correct]) => h("li", { data: { correct: String(correct) } },
    h("span", { "aria-hidden": "true" }, correct ? "✓ " : "✗ "), name, grade(line.grades?.[name]),
    h("span", { class: "hidden" }, correct ? ": correct" : ": not correct"))));
}

/** Part credit, 0 to 1. */
const grade = (value) => (value === undefined ? null : ` ${value.toFixed(2)}`);

/** The answer's text, with the label marked where it occurs (the rule ignores case); letters of choices are in too many words. */
export function answerText(answer, label) {
  const start = label?.length > 1 ? answer.toLowerCase().indexOf(label.toLowerCase()) : -1;
  return start < 0 ? answer
    : [answer.slice(0, start), h("mark", {}, answer.slice(start, start + label.length)), answer.slice(start + label.length)];
}

/** A ranking of classes, the label marked; `limit` entries at most. */
export function rankingList(line, limit) {
  return h("ol", { class: "ranking" }, line.ranking.slice(0, limit).map((entry) => h("li", {},
    entry.name === line.label ? h("mark", {}, entry.name) : h("span", {}, entry.name),
    h("span", { class: "number muted" }, Number.isFinite(entry.score) ? entry.score.toFixed(4) : ""))));
}

/** The item's image, or a placeholder where there is none or it cannot be read. */
export function picture(line, properties) {
  if (!line.hasImage) {
    return placeholder("no image kept");
  }
  const image = h("img", { src: imageAddress(line.run, line.item), alt: `Image of item ${line.item}`, decoding: "async", ...properties });
  image.addEventListener("error", () => image.replaceWith(placeholder("image not readable")));
  return image;
}

function placeholder(text) {
  return h("span", { class: "no-image" }, text);
}
