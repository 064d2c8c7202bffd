// A model's metrics as a list: each says how it is written, so that a new one is shown without a line of code here.

import { h, keyed, setText } from "./dom.js";
import { dollars, ends, integer, NONE, percent, rate } from "./format.js";

const share = (value) => `${percent(value)} %`;
const FORMATS = {
  percent: share, grade: share, number: (value) => value.toFixed(3), count: integer, "per-second": (value) => `${rate(value)}/s`, usd: dollars,
};
/** Columns that every file of metrics has, also where no model has such a number. */
const ALWAYS = ["meanPerClassRecall", "itemsPerSecond", "tokensPerSecond", "cost"];

/** The metric of a rule, by default of the primary one, with the interval that holds now; undefined as long as nothing is judged. */
export function shownMetric(model, rule = model.primaryRule) {
  return model.metrics.find((metric) => metric.of === "rule" && metric.id === rule);
}

/** A line for each metric: its title, its value and its interval; the rest on pointing at it. */
export function showMetrics(parent, metrics) {
  keyed(parent, metrics, (metric) => metric.id,
    () => h("div", { class: "rule" }, h("span", { class: "rule-name" }), h("span", { class: "number" }, h("span"), h("span", { class: "sub" }))), show);
}

function show(element, metric) {
  element.dataset.metric = metric.id;
  setText(element.firstChild, metric.title);
  const [value, interval] = element.lastChild.children;
  setText(value, Number.isFinite(metric.value) ? FORMATS[metric.format](metric.value) : NONE);
  setText(interval, Number.isFinite(metric.low) ? bounds(metric) : "");
  element.title = metricHelp(metric);
}

/** What a metric means, its interval and its counts. */
export const metricHelp = (metric) => [metric.help, Number.isFinite(metric.low) ? `${100 * metric.level} % interval ${bounds(metric)} (${(metric.interval ?? "").replace("-", " ")})` : "",
    Number.isFinite(metric.correct) ? `${integer(metric.correct)} of ${integer(metric.n)}` : ""].filter(Boolean).join("; ");

/** The ends of its interval, written as the value is; of a share without the sign. */
function bounds(metric) {
  const { format, low, high } = metric;
  return FORMATS[format] === share ? ends(metric) : `${FORMATS[format](low)}–${FORMATS[format](high)}`;
}

/** Its value as its format wants it, and its interval. */
export function metricText(metric) {
  return `${FORMATS[metric.format](metric.value)}${Number.isFinite(metric.low) ? ` (${bounds(metric)})` : ""}`;
}

/** Of a model as columns of a file: value, and the ends of the interval where there is one. */
export function flatMetrics(metrics) {
  const columns = Object.fromEntries(ALWAYS.map((id) => [id, null]));
  metrics.filter((metric) => metric.of === "model").forEach(({ id, value, low, high }) => {
    Object.assign(columns, { [id]: value }, Number.isFinite(low) ? { [`${id}Low`]: low, [`${id}High`]: high } : {});
  });
  return columns;
}
