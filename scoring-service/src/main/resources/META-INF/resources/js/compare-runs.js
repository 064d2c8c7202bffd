// Runs of one dataset side by side, those that were chosen or, as its leaderboard, all: a table of models × runs, every model of
// every run as a point with its interval, the curve over K where runs offer different numbers of labels, and of chosen ones the
// paired differences to one of them on the items that both answered.

import * as api from "./api.js";
import { h, notice } from "./dom.js";
import { exportMenu } from "./download.js";
import { counted, ends, integer, NONE, percent, plural, TOO_HIGH } from "./format.js";
import { metricHelp, metricText, shownMetric } from "./metrics.js";
import { command, pushCommand } from "./next-step.js";
import { decided, note, pairsTable } from "./pairs-panel.js";
import { coloured, knowColours } from "./palette.js";
import { dotPlot, linePlot } from "./plots.js";
import { address, go } from "./routing.js";
import { ended } from "./run-state.js";
import { cell, SortedTable } from "./table.js";

const MOST_PAIRS = 40;
/** Columns of a leaderboard. */
const MOST_RUNS = 24;

export class CompareRuns {
  #abort = new AbortController();
  #root = h("div", { class: "run" });
  #entries = [];
  #shown = "";

  constructor(parent) {
    parent.append(this.#root);
  }

  close() {
    this.#abort.abort();
  }

  async show(route) {
    const key = `${route.dataset ?? route.runs.join(",")}|${route.base}|${route.rule}`;
    if (key === this.#shown) {
      return;
    }
    this.#shown = key;
    this.#root.replaceChildren(h("h1", {}, heading(route)), notice("wait", "Loading…"));
    try {
      await this.#load(route);
    } catch (error) {
      if (!api.cancelled(error)) {
        this.#shown = "";
        this.#root.replaceChildren(h("h1", {}, heading(route)), notice("error", "The runs cannot be compared", error.message, h("a", { href: "#/" }, "All runs")));
      }
    }
  }

  async #load(route) {
    const signal = this.#abort.signal;
    const all = await api.runs(signal);
    // Those that compare most models come first.
    const ofDataset = all.filter((run) => run.dataset === route.dataset && !run.archived).sort((a, b) => b.models.length - a.models.length);
    const runs = route.dataset ? ofDataset.slice(0, MOST_RUNS) : route.runs.map((name) => all.find((run) => run.run === name) ?? missing(name));
    const metrics = await Promise.all(runs.map((run) => api.metrics(run.run, signal)));
    this.#entries = runs.flatMap((run, index) => metrics[index].models.map((model) => entry(run, model)));
    const models = [...new Set(this.#entries.map((one) => one.model))];
    await knowColours(models, signal);
    const names = runs.map((run) => run.run);
    this.#root.replaceChildren(h("div", { class: "run-title" }, h("h1", {}, heading(route)),
      h("span", { class: "links" }, route.dataset ? h("a", { href: address({ view: "compare", runs: names }) }, "Paired differences") : null,
        h("a", { href: address({ view: "gap", runs: names }) }, "The gap: all against CLIP"))),
    ...(route.dataset ? [] : warnings(runs)), ...tooFew(runs, this.#entries),
    runs.length ? this.#pivot(route, runs, models, metrics, ofDataset.length) : "", runs.length ? this.#points(runs) : "", kCurve(runs, this.#entries, models), route.dataset ? "" : this.#pairs(route));
  }

  /** Models × runs: accuracy under each task's primary rule, or another metric, and what is missing or failed. */
  #pivot(route, runs, models, metrics, all) {
    const settings = differing(runs);
    const known = new Map(this.#entries.flatMap((one) => one.metrics.map((metric) => [metric.id, metric.title])));
    const shown = known.has(route.rule) ? route.rule : null;
    const select = h("select", { "aria-label": "What the table shows", on: { change: () => go({ ...route, rule: select.value || null }) } },
      h("option", { value: "" }, "accuracy, primary rule"), [...known].map(([id, title]) => h("option", { value: id, selected: id === shown }, title)));
    const states = new Map(runs.map((run, index) => [run.run, metrics[index]]));
    const of = (model, run) => this.#entries.find((one) => one.model === model && one.run === run.run);
    const columns = [{ name: "Model", value: (model) => model }, ...runs.map((run) => ({
      name: run.run, kind: "number", value: (model) => valueOf(of(model, run), shown), title: runHead(run, settings, states.get(run.run)),
    }))];
    const table = new SortedTable("Each model in each run", { class: "leaderboard" }, columns, {
      key: (model) => model,
      create: (model) => h("tr", { role: "row", data: { testid: "leaderboard-row", model } },
        cell("Model", "lead", h("span", { data: coloured(model) }, h("span", { class: "swatch", "aria-hidden": "true" })), model),
        runs.map((run) => cell(run.run, "number", reached(of(model, run), shown, states.get(run.run).items)))),
    });
    table.show(models);
    return h("section", { class: "panel", "aria-label": "Models by run", data: { testid: "leaderboard" } },
      h("div", { class: "panel-head" }, h("h2", {}, "Models by run"), exportMenu("leaderboard", { rows: () => this.#entries.map(flat) })),
      h("div", { class: "controls" }, h("label", { class: "choose" }, "Shown ", select)),
      h("p", { class: "muted panel-note" }, `Shares are in percent, with their 95 % intervals. Compare within a column, since runs may offer different choices.${all > runs.length ? ` ${integer(runs.length)} of ${plural(all, "run")}, those with the most models.` : ""}`),
      h("div", { class: "scrolls", tabindex: "0", role: "region", "aria-label": "Table of models by run" }, table.elements));
  }

  #points(runs) {
    const settings = differing(runs);
    const rows = runs.flatMap((run) => [{ name: title(run, settings) },
      ...this.#entries.filter((one) => one.run === run.run).map((one) => one.rule?.n
        ? { name: `${one.model} · ${one.task}${one.optimistic ? ` · ${TOO_HIGH}` : ""}`, model: one.model, value: one.rule.accuracy, low: one.shown.low, high: one.shown.high }
        : { name: `${one.model} · ${one.task}: no answer judged`, value: null })]);
    const plot = dotPlot("Accuracy in percent with 95 % intervals, by run and model", rows);
    return h("section", { class: "panel", "aria-label": "Accuracy by run and model", data: { testid: "compare-points" } },
      h("div", { class: "panel-head" }, h("h2", {}, "Accuracy by run and model, %"),
        exportMenu("runs", { svg: () => plot, rows: () => this.#entries.map(flat) })),
      h("div", { class: "drawing-frame" }, plot));
  }

  #pairs(route) {
    const judged = this.#entries.filter((one) => one.rule?.n);
    const base = judged.find((one) => one.id === route.base) ?? judged[0];
    if (!base || judged.length < 2) {
      return "";
    }
    const message = h("p", { class: "muted panel-note", role: "status" });
    const pairs = pairsTable("Differences to one run and model", (pair) => pair.link);
    const select = h("select", { "aria-label": "Compared with", on: { change: () => go({ ...route, base: select.value }) } },
      judged.map((one) => h("option", { value: one.id, selected: one === base }, name(one))));
    const section = h("section", { class: "panel pairs", "aria-label": "Paired differences across runs" },
      h("div", { class: "panel-head" }, h("h2", {}, "Paired differences, same items"), exportMenu("runs-pairs", { rows: () => pairs.rows.map(flatPair) })),
      h("div", { class: "controls" }, h("label", { class: "choose" }, "All against ", select)),
      message, pairs.elements);
    this.#ask(base, judged.filter((one) => one !== base).slice(0, MOST_PAIRS), pairs, message);
    return section;
  }

  async #ask(base, others, table, message) {
    try {
      const pairs = await Promise.all(others.map((one) => api.compare(one.run, { first: one.model, second: base.model, of: base.run }, this.#abort.signal)));
      holm(pairs);
      message.textContent = note(pairs);
      table.show(pairs.map((pair, index) => ({
        ...pair, first: name(others[index]), second: name(base),
        link: address({ view: "run", run: others[index].run, tab: "versus", model: pair.first, against: base.model, of: base.run }),
      })));
    } catch (error) {
      if (!api.cancelled(error)) {
        message.textContent = error.message;
      }
    }
  }
}

const heading = (route) => (route.dataset ? `Leaderboard: ${route.dataset}` : "Runs side by side");

/** A run's name, what is special about it, and how it stands. */
function runHead(run, settings, { items, complete, problem, models }) {
  const words = settings.map((key) => settingWords(key, setting(run, key))).filter(Boolean).join(" · ");
  const failed = models.reduce((sum, model) => sum + model.failed, 0);
  return h("span", { class: "run-head" }, h("b", {}, run.run), h("span", { class: "sub" }, words || run.task),
    h("span", { class: "sub", data: { flawed: String(failed > 0 || Boolean(problem)) } }, `${items ? plural(items, "item") : "open"} · ${problem ? "never complete" : complete ? ended(failed, run.absent) : "running"}`));
}

const metricOf = (one, id) => one?.metrics.find((metric) => metric.id === id);

const valueOf = (one, id) => (id === null ? one?.rule?.accuracy : metricOf(one, id)?.value);

/** What a model reached in a run, linked to the run; how many it was asked if that is not all. */
function reached(one, id, items) {
  if (!Number.isFinite(valueOf(one, id))) {
    return one ? h("span", { class: "muted" }, one.failed ? `${integer(one.failed)} failed` : NONE) : null;
  }
  const notes = [one.counted < items ? `${integer(one.counted)} so far` : "", one.failed ? `${integer(one.failed)} failed` : "", one.unparsed ? `${integer(one.unparsed)} unparsed` : ""].filter(Boolean);
  return [h("a", { class: "board-value", href: address({ view: "run", run: one.run, model: one.model }), title: id === null ? `${one.task}, ${one.primaryRule}, n ${integer(one.rule.n)}, 95 % interval ${ends(one.rule)} %` : metricHelp(metricOf(one, id)) },
    id === null ? [h("b", {}, percent(one.rule.accuracy)), h("span", { class: "muted" }, ` (${ends(one.shown)})`)] : metricText(metricOf(one, id))),
  notes.length ? h("span", { class: "sub" }, notes.join(" · ")) : null];
}

function flatPair({ link, ...pair }) {
  return { ...pair, decided: decided(pair) };
}

/** Holm's step-down correction for the pairs in view, as the service does it for the pairs of one run. */
function holm(pairs) {
  const p = (pair) => pair.mcNemar ?? pair.pairedT ?? null;
  const tested = pairs.filter((pair) => p(pair) !== null).sort((a, b) => p(a) - p(b));
  let least = 0;
  tested.forEach((pair, rank) => {
    least = Math.max(least, Math.min(1, p(pair) * (tested.length - rank)));
    pair.adjusted = least;
  });
}

function entry(run, model) {
  return { id: `${run.run}/${model.model}`, run: run.run, labels: run.labels, model: model.model, task: model.task, digest: model.digest, dtype: model.dtypes.join(" and "), optimistic: model.optimistic, shown: shownMetric(model), rule: model.rules?.[model.primaryRule], primaryRule: model.primaryRule, counted: counted(model), failed: model.failed, unparsed: model.unparsed, metrics: model.metrics.filter((metric) => Number.isFinite(metric.value)) };
}

const name = (one) => `${one.run} · ${one.model}`;

function flat(one) {
  const { n = 0, correct = 0, accuracy = null, low = null, high = null } = one.rule ?? {};
  return { run: one.run, model: one.model, task: one.task, labels: one.labels, rule: one.primaryRule, n, correct, accuracy, low, high, failed: one.failed, unparsed: one.unparsed, digest: one.digest, dtype: one.dtype };
}

/** The curve over the number of labels, where closed-world runs differ in it. */
function kCurve(runs, entries, models) {
  const ks = [...new Set(runs.filter((run) => run.labels).map((run) => run.labels))].sort((a, b) => a - b);
  if (ks.length < 2) {
    return "";
  }
  const lines = models.map((model) => ({
    name: model, model,
    of: entries.filter((one) => one.model === model && one.labels && one.rule?.n).sort((a, b) => a.labels - b.labels),
  })).filter((line) => line.of.length > 1)
    .map((line) => ({ ...line, points: line.of.map((one) => ({ x: one.labels, value: one.rule.accuracy, low: one.rule.low, high: one.rule.high })) }));
  const plot = linePlot("Accuracy over the number of labels offered", "K, labels offered", ks, lines);
  return h("section", { class: "panel", "aria-label": "Label-set size", data: { testid: "k-curve" } },
    h("div", { class: "panel-head" }, h("h2", {}, "Label-set size: accuracy over K, %"), exportMenu("k-curve", { svg: () => plot, rows: () => lines.flatMap((line) => line.of.map(flat)) })),
    h("div", { class: "drawing-frame" }, plot),
    h("ul", { class: "plain-list" }, lines.map((line) => h("li", { data: coloured(line.model) }, h("span", { class: "swatch", "aria-hidden": "true" }), h("b", {}, line.name),
      ` ${line.points.map((point) => `K ${integer(point.x)}: ${percent(point.value)}`).join(" · ")}`))));
}

const SAME = ["dataset", "split"];

/** The settings in which the runs differ: they are what is compared. */
function differing(runs) {
  const keys = new Set(["task", ...runs.flatMap((run) => Object.keys(run.settings ?? {}))]);
  return [...keys].filter((key) => new Set(runs.map((run) => setting(run, key))).size > 1);
}

function setting(run, key) {
  return key === "task" ? run.task : run.settings?.[key];
}

function title(run, keys) {
  const words = keys.map((key) => settingWords(key, setting(run, key))).filter(Boolean);
  return [run.run, ...words].join(" · ");
}

function settingWords(key, value) {
  if (value === undefined) {
    return null;
  }
  const name = key.replaceAll("-", " ");
  return key === "task" ? value : value === "true" ? name : `${name} ${value}`;
}

function warnings(runs) {
  return SAME.filter((field) => new Set(runs.map((run) => run[field])).size > 1)
    .map((field) => notice("error", `The runs differ in ${field}`, `${runs.map((run) => `${run.run}: ${run[field] ?? "none"}`).join(", ")}. Paired numbers cover only items that both runs have.`));
}

/** What is missing where there is nothing to put side by side. */
function tooFew(runs, entries) {
  if (entries.filter((one) => one.rule?.n).length > 1) {
    return [];
  }
  const [run] = runs;
  return [notice("empty", run ? "There is nothing to compare with yet" : "No run is chosen",
    h("span", {}, "Tick runs in ", h("a", { href: "#/" }, "the list"), ", then “Compare”. A second run over the same items:"),
    run ? command(`./vlmstream push DATASET --task ${run.task} --models OTHER-MODEL`) : pushCommand())];
}

function missing(name) {
  throw new Error(`There is no run "${name}".`);
}
