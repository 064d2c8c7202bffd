// What one model made of an item: its answer, what rules and judges say of it, and what it took.

import { h } from "./dom.js";
import { dollars, duration, integer, NONE, percent } from "./format.js";
import { judgements } from "./judgements.js";
import { coloured } from "./palette.js";
import { answerText, badge, rankingList, ruleMarks, verdictOf } from "./verdict.js";

const RANKS = 5;

/** `classes` of the run, in the order of likelihoods; `note` stands beside the model's name. */
export function modelAnswer(line, classes, note = null) {
  return h("article", { class: "model-answer", data: { testid: "model-answer", model: line.model, ...coloured(line.model), verdict: verdictOf(line) } },
    head(line.model, note, badge(line)),
    h("div", { class: "said-in-full" }, said(line)),
    line.reason ? h("p", { class: "reason" }, line.reason) : null,
    ruleMarks(line), judgements(line),
    h("dl", { class: "pair" }, pairs(line, classes)),
    h("details", {}, h("summary", {}, "How it was made"), h("dl", { class: "pair" }, makings(line))));
}

/** The place of a model that has not answered yet. */
export function noAnswer(model) {
  return h("article", { class: "model-answer", data: { testid: "model-answer", model, ...coloured(model), verdict: "none" } },
    head(model, null, h("span", { class: "muted" }, "no answer yet")));
}

function head(model, note, mark) {
  return h("div", { class: "model-answer-head" },
    h("h3", {}, h("span", { class: "swatch", "aria-hidden": "true" }), model, note ? h("span", { class: "sub" }, note) : null), mark);
}

function said(line) {
  if (line.answer) {
    return h("p", { class: "answer" }, answerText(line.answer, line.label));
  }
  return line.ranking ? rankingList(line, RANKS) : h("p", { class: "muted" }, "said nothing");
}

function pairs(line, classes) {
  return entries([
    ["Parsed as", line.parsed],
    ["Label's rank", labelsRank(line, classes)],
    ["Confidence", line.confidence === undefined ? null : `${percent(line.confidence)} %`],
    ["Tokens", tokens(line)], ["Time", time(line)], ["Cost", line.cost ? dollars(line.cost) : null],
  ]);
}

function makings(line) {
  return entries([
    ["Task", line.task], ["Decoding", line.decoding],
    ["Likelihoods", line.likelihoods ? likelihoods(line) : null],
    ["Token ids", line.token_ids?.length ? h("code", { class: "tokens" }, line.token_ids.join(" ")) : null],
    ["Dtype", line.dtype], ["Bundle digest", line.digest ? h("code", {}, line.digest) : null], ["Software", line.software],
  ]);
}

function entries(list) {
  return list.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
}

/** Which place the right class has among all, as far as that is known: rankings end after a few places. */
function labelsRank(line, classes) {
  const index = classes.indexOf(line.label);
  if (line.likelihoods && line.likelihoods.length === classes.length && index >= 0) {
    const own = line.likelihoods[index];
    return `${integer(1 + line.likelihoods.filter((value) => value > own).length)} of ${integer(classes.length)}`;
  }
  if (!line.ranking) {
    return null;
  }
  const place = line.ranking.findIndex((entry) => entry.name === line.label);
  return place < 0 ? `not among the first ${integer(line.ranking.length)}` : integer(place + 1);
}

/** How likely each class's name is, in nats: the sum over the tokens of the name. */
function likelihoods(line) {
  const values = line.likelihoods;
  const spread = `${values.length} classes, from ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} nats`;
  return line.likelihood_tokens?.length ? `${spread}; names of ${Math.min(...line.likelihood_tokens)} to ${Math.max(...line.likelihood_tokens)} tokens` : spread;
}

function tokens(line) {
  const written = line.output_tokens || line.token_ids?.length;
  if (!written) {
    return null;
  }
  const prompt = line.prompt_tokens ? `${integer(line.prompt_tokens)} of the prompt, ` : "";
  return `${prompt}${integer(written)} generated${line.truncated ? ", cut off at the limit" : ""}`;
}

function time(line) {
  const first = line.seconds_to_first_token ? `, first token after ${duration(line.seconds_to_first_token)}` : "";
  return duration(line.seconds) === NONE ? null : duration(line.seconds) + first;
}
