// The models of a run side by side: accuracy with its interval on one common scale, and what went wrong.

import { h, setText } from "./dom.js";
import { counted, integer, percent, shortDigest, TOO_HIGH } from "./format.js";
import { exportMenu } from "./download.js";
import { IntervalBar, scale } from "./interval.js";
import { flatMetrics, showMetrics, shownMetric } from "./metrics.js";
import { coloured } from "./palette.js";
import { cell, SortedTable } from "./table.js";

const OUTCOMES = {
  failed: "There is no answer because of an error. Excluded from all rates.",
  unparsed: "The parser found none of the options in the answer. It counts as wrong.",
  refused: "The model declined to answer. Excluded from all rates.",
};

export class ModelsTable {
  #table;
  #items = null;

  constructor(manifest) {
    const columns = [
      { name: "Model", value: (model) => model.model },
      { name: "Counted", kind: "number", value: counted },
      { name: "Accuracy, %", kind: "number", value: (model) => model.rules?.[model.primaryRule]?.accuracy },
      { name: "Interval", title: scale() },
      { name: "Other rules", shown: (models) => models.some((model) => others(model, "rule").length > 0) },
      { name: "Other metrics", shown: (models) => models.some((model) => others(model, "model").length > 0) },
      ...Object.entries(OUTCOMES).map(([name, meaning]) => ({
        name, kind: "number", title: h("abbr", { title: meaning, class: "outcome-head" }, name), value: (model) => model[name],
        shown: (models) => models.some((model) => model[name] > 0),
      })),
    ];
    this.#table = new SortedTable("Models: accuracy with 95 % intervals", { class: "models cards" }, columns,
      { key: (model) => model.model, create, update: (row, model) => update(row, model, this.#items) });
    this.element = h("section", { class: "panel", "aria-label": "Models" },
      h("div", { class: "panel-head" }, h("h2", {}, "Models"), exportMenu(`${manifest.run}-models`, { rows: () => this.#table.rows.map(flat) })),
      this.#table.elements);
  }

  update(metrics) {
    this.#items = metrics.items;
    this.#table.show(metrics.models);
  }
}

function create(model) {
  const row = h("tr", { role: "row", data: { testid: "model-row", model: model.model, ...coloured(model.model) } },
    cell("Model", "lead model", h("span", { class: "swatch", "aria-hidden": "true" }),
      h("span", { class: "model-name" }, model.model),
      h("span", { class: "sub", data: { part: "mark" } }),
      h("span", { class: "sub" }, h("span", { data: { part: "task" } }), " ",
        h("span", { data: { part: "dtype" } }), " ",
        h("code", { data: { part: "digest" } }))),
    cell("Counted", "number", h("span", { data: { testid: "counted" } }), h("span", { class: "sub", data: { part: "of" } })),
    cell("Accuracy, %", "number accuracy", h("span", { class: "value", data: { testid: "accuracy" } },
      h("b", { data: { part: "accuracy" } })),
    h("span", { class: "sub", data: { part: "rule" } })),
    cell("Interval", "interval"),
    cell("Other rules", "others rules"),
    cell("Other metrics", "others metrics"),
    Object.keys(OUTCOMES).map((name) => cell(name, "number outcome-cell", h("span", { class: "outcome", data: { outcome: name } }))));
  row.interval = new IntervalBar(row.querySelector("td.interval"));
  return row;
}

function update(row, model, items) {
  const part = (name, text) => setText(row.querySelector(`[data-part="${name}"]`), text);
  const primary = model.rules?.[model.primaryRule];
  part("task", model.task ?? "");
  part("dtype", model.dtypes.join(" and "));
  part("digest", shortDigest(model.digest));
  row.querySelector("[data-part=digest]").title = model.digest ?? "";
  setText(row.querySelector("[data-testid=counted]"), integer(counted(model)));
  part("of", items ? `of ${integer(items)}` : "");
  part("accuracy", percent(primary?.accuracy));
  part("rule", `${model.primaryRule ?? ""}${primary?.n ? ` · n ${integer(primary.n)}` : ""}`);
  part("mark", model.optimistic ? TOO_HIGH : "");
  row.interval.update(shownMetric(model), { ...primary, ...model.honest });
  showMetrics(row.querySelector(".rules"), others(model, "rule"));
  showMetrics(row.querySelector(".metrics"), others(model, "model"));
  Object.keys(OUTCOMES).forEach((name) => outcome(row.querySelector(`[data-outcome="${name}"]`), model[name]));
}

/** What is measured besides the accuracy, of rules or of the model; not what is undefined for it. */
function others(model, of) {
  return model.metrics.filter((metric) => metric.of === of && metric.id !== model.primaryRule && Number.isFinite(metric.value));
}

function flat(model) {
  const { n = 0, correct = 0, accuracy = null, low = null, high = null } = model.rules?.[model.primaryRule] ?? {};
  return {
    model: model.model, digest: model.digest, dtype: model.dtypes.join(" and "), task: model.task, answered: model.answered, unparsed: model.unparsed, refused: model.refused,
    failed: model.failed, chosen_on_these_items: model.optimistic, rule: model.primaryRule, n, correct, accuracy, low, high, anytimeLow: model.honest?.anytimeLow, anytimeHigh: model.honest?.anytimeHigh,
    clusteredLow: model.honest?.clusteredLow, clusteredHigh: model.honest?.clusteredHigh, ...flatMetrics(model.metrics),
  };
}

function outcome(element, count) {
  setText(element, integer(count ?? 0));
  element.dataset.any = count > 0;
}
