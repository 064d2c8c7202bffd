// The judges' verdicts on the models' answers: a row for each model and rule, with the primary rule beside it.

import { h, setText } from "./dom.js";
import { exportMenu } from "./download.js";
import { dollars, ends, integer, NONE, percent, signed } from "./format.js";
import { IntervalBar, scale } from "./interval.js";
import { shownMetric } from "./metrics.js";
import { coloured } from "./palette.js";
import { cell, SortedTable } from "./table.js";

const GAPS = ["unparsed", "refused", "failed"];
const AGREEMENT = "How often the judge agrees with the primary rule, on the answers that both call right or wrong, with the 95 % Wilson interval";
const KAPPA = "Cohen's kappa: the agreement beyond chance, given how many answers each of the two calls right; 1 is perfect agreement";

export class VerdictsPanel {
  #table;

  constructor(manifest) {
    const columns = [
      { name: "Model", value: ({ model }) => model.model }, { name: "Rule", value: ({ rule }) => rule },
      { name: "Judged", kind: "number", value: ({ verdicts }) => judged(verdicts) },
      { name: "Right, %", kind: "number", value: ({ model, rule }) => model.rules?.[rule]?.accuracy }, { name: "Interval", title: scale() },
      { name: "Agreement, %", kind: "number", title: h("abbr", { title: AGREEMENT }, "Agreement, %"), value: ({ verdicts }) => verdicts.agreement.share },
      { name: "κ", kind: "number", title: h("abbr", { title: KAPPA }, "κ"), value: ({ verdicts }) => verdicts.agreement.kappa },
      { name: "Only one right", kind: "number", title: h("abbr", { title: "Answers that only the primary rule calls right, and those that only the judge does" }, "Only one right"),
        value: ({ verdicts: { agreement } }) => (agreement.n ? agreement.onlyPrimary + agreement.onlyJudge : null) },
      { name: "Cost", kind: "number", value: ({ verdicts }) => verdicts.cost },
    ];
    this.#table = new SortedTable("Verdicts of the judges, with 95 % Wilson intervals", { class: "verdicts-table cards" }, columns,
      { key: ({ model, rule }) => `${model.model}|${rule}`, create, update });
    this.element = h("section", { class: "panel verdicts", hidden: true, "aria-label": "Answers by judges", data: { testid: "verdicts" } },
      h("div", { class: "panel-head" }, h("h2", {}, "Judged answers"), exportMenu(`${manifest.run}-verdicts`, { rows: () => this.#table.rows.map(flat) })),
      h("p", { class: "muted panel-note" }, "The share right is that of the verdicts given. Agreement is with the primary rule, on the answers that both call right or wrong; “only one right” gives the primary rule first, then the judge. All intervals are 95 % Wilson intervals."),
      this.#table.elements);
  }

  update(metrics) {
    const rows = metrics.models.flatMap((model) => Object.entries(model.verdicts ?? {}).map(([rule, verdicts]) => ({ model, rule, verdicts })));
    this.element.hidden = rows.length === 0;
    this.#table.show(rows);
  }
}

function create({ model, rule }) {
  const row = h("tr", { role: "row", data: { testid: "verdict-row", model: model.model, rule, ...coloured(model.model) } },
    cell("Model", "lead", h("span", { class: "swatch", "aria-hidden": "true" }), model.model),
    cell("Rule", "", h("b", {}, rule), part("judge")),
    cell("Judged", "number", h("span", { data: { part: "judged" } }), part("gaps")),
    cell("Right, %", "number accuracy", h("span", { class: "value" }, h("b", { data: { part: "accuracy" } })), part("n")),
    cell("Interval", "interval"),
    cell("Agreement, %", "number", h("span", { data: { part: "agreement" } }), part("agreement-ends")),
    cell("κ", "number", h("span", { data: { part: "kappa" } })),
    cell("Only one right", "number", h("span", { data: { part: "differ" } })),
    cell("Cost", "number", h("span", { data: { part: "cost" } }), part("tokens")));
  row.interval = new IntervalBar(row.querySelector("td.interval"));
  return row;
}

const part = (name) => h("span", { class: "sub", data: { part: name } });

function update(row, { model, rule, verdicts }) {
  const say = (name, text) => setText(row.querySelector(`[data-part="${name}"]`), text);
  const right = model.rules?.[rule];
  const { agreement } = verdicts;
  say("judge", `by ${verdicts.judge ?? "a judge of yours"}`);
  say("judged", `${integer(judged(verdicts))} of ${integer(verdicts.answers)}`);
  say("gaps", GAPS.filter((gap) => verdicts[gap] > 0).map((gap) => `${integer(verdicts[gap])} ${gap}`).join(", "));
  say("accuracy", percent(right?.accuracy));
  say("n", [right?.n ? `n ${integer(right.n)}` : "", Number.isFinite(verdicts.meanGrade) ? `cosine ${verdicts.meanGrade.toFixed(3)}` : ""].filter(Boolean).join(" · "));
  row.interval.update(shownMetric(model, rule), right);
  say("agreement", percent(agreement.share));
  say("agreement-ends", agreement.n ? ends(agreement) : "");
  say("kappa", !agreement.n ? NONE : agreement.kappa === null ? "undefined" : signed(agreement.kappa));
  say("differ", agreement.n ? `${integer(agreement.onlyPrimary)} : ${integer(agreement.onlyJudge)}` : NONE);
  say("cost", dollars(verdicts.cost));
  say("tokens", verdicts.outputTokens ? `${integer(verdicts.promptTokens)} + ${integer(verdicts.outputTokens)} tokens` : "");
}

/** Verdicts of whatever kind. */
function judged(verdicts) {
  return verdicts.given + GAPS.reduce((sum, gap) => sum + verdicts[gap], 0);
}

function flat({ model, rule, verdicts: { agreement, ...counts } }) {
  const { n = 0, correct = 0, accuracy = null, low = null, high = null } = model.rules?.[rule] ?? {};
  return {
    model: model.model, rule, judge: counts.judge, answers: counts.answers, given: counts.given, unparsed: counts.unparsed, refused: counts.refused, failed: counts.failed,
    n, correct, accuracy, low, high, mean_grade: counts.meanGrade, prompt_tokens: counts.promptTokens, output_tokens: counts.outputTokens, cost: counts.cost, primary_rule: model.primaryRule, both_right: agreement.bothRight, only_primary: agreement.onlyPrimary,
    only_judge: agreement.onlyJudge, both_wrong: agreement.bothWrong, agreement: agreement.share, agreement_low: agreement.low, agreement_high: agreement.high, kappa: agreement.kappa,
  };
}
