// The pieces that a card and the detail of an answer share.

import { h } from "./dom.js";
import { imageAddress } from "./api.js";
import { percent } from "./format.js";

const LONGEST_TITLE = 60;
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

/** What an item is called: its image's file, or where it has none the beginning of its question, or its id. */
export function itemTitle({ image, question, item }) {
  return image ? image.split("/").at(-1) : question ? shortened(question.trim().split("\n")[0]) : item;
}

const shortened = (text) => (text.length <= LONGEST_TITLE ? text : `${text.slice(0, LONGEST_TITLE - 1).trimEnd()}…`);

/** What scores are where the probabilities of a ranking are not known. */
const UNITS = { "zero-shot": "logits: cosine × scale", supervised: "logits", "class-likelihood": "log-probabilities, nats" };

/** A ranking of classes, the label marked, with probabilities where they are known; `limit` entries at most. */
export function rankingList(line, limit) {
  const known = line.confidence !== undefined && line.confidence !== null;
  return h("ol", { class: "ranking", title: known ? "Probability among the classes offered" : UNITS[line.task] ?? "scores" },
    line.ranking.slice(0, limit).map((entry, place) => h("li", {},
      entry.name === line.label ? h("mark", {}, entry.name) : h("span", {}, entry.name),
      h("span", { class: "number muted" }, known ? `${percent(probability(line, place))}\u00a0%` : Number.isFinite(entry.score) ? entry.score.toFixed(2) : ""))),
    known ? null : h("li", { class: "unit muted" }, UNITS[line.task] ?? "scores"));
}

/** Of a place in a ranking: the confidence is the softmax of the scores at the first. */
export const probability = ({ confidence, ranking }, place) => confidence * Math.exp(ranking[place].score - ranking[0].score);

/** What a model said, in a few words: its text, or the first of its ranking with the probability. */
export function saidBriefly(line) {
  const best = line.ranking?.[0];
  return line.answer || (best ? `${best.name}${line.confidence === undefined ? "" : `, ${percent(line.confidence)}\u00a0%`}` : line.reason || "nothing");
}

/** The item's image, or a placeholder where there is none, or none that a browser shows. */
export function picture(line, properties) {
  if (!line.hasImage) {
    return placeholder("no image kept");
  }
  const image = h("img", { src: imageAddress(line.run, line.item), alt: line.label ?? itemTitle(line), decoding: "async", ...properties });
  image.addEventListener("error", () => image.replaceWith(placeholder("the browser cannot show it")));
  return image;
}

function placeholder(text) {
  return h("span", { class: "no-image" }, text);
}
