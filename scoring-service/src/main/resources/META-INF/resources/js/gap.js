// The gap: what vision-language models say, what they find likely and what is inside them, against the dual encoder on
// the same items. A filled point is an honest number; a hollow one was chosen on the very items that it is judged on.

import * as api from "./api.js";
import { h, notice } from "./dom.js";
import { exportMenu } from "./download.js";
import { ends, integer, NONE, percent, points, pValue, TOO_HIGH } from "./format.js";
import { coloured, knowColours } from "./palette.js";
import { gapPlot } from "./gap-plot.js";
import { pushCommand } from "./next-step.js";
import { address } from "./routing.js";
import { cell, SortedTable } from "./table.js";

const NOTE = "Points with 95 % Wilson intervals. For a hollow point, an α or an epoch was chosen on the same items that are judged, "
  + "as the study does, so that the number and its interval are too high. "
  + "A dashed line is the accuracy of that row's own reference on the items that both answered; a row whose reference had another choice has none.";
const TABLE_NOTE = "Each row minus its reference, the model below “Against”, in percentage points on the items that both answered, with 95 % intervals: below 0, the row is right less often. p of the exact McNemar test, corrected by Holm for all rows. ";
const FREE = "Open-world rows were offered no classes: their free answers are compared with a reference that chose from all classes. ";
const UNLIKE = "Where a row and its reference did not choose from the same classes, the difference is not due to the models alone, and no p is given. ";
const COLUMNS = [
  { name: "Model and setting", value: (row) => `${row.base}: ${row.setting}` },
  { name: "n", kind: "number", value: (row) => row.n }, { name: "Accuracy, %", kind: "number", value: (row) => row.accuracy },
  { name: "95 %", kind: "number" }, { name: "Against", value: (row) => row.paired?.second },
  { name: "Difference", kind: "number", value: (row) => row.paired?.difference },
  { name: "p (Holm)", kind: "number", first: "ascending", value: (row) => row.paired?.adjusted }, { name: "" },
];
const EVERY = 5000;

export class GapView {
  #abort = new AbortController();
  #root = h("div", { class: "run", data: { testid: "gap" } });
  #table = new SortedTable("Accuracy of every row, and its paired difference to the reference", { class: "cards gap-table" }, COLUMNS,
    { key: (row) => `${row.run}|${row.model}|${row.kind}|${row.setting}`, create: () => h("tr", { role: "row" }), update: fillRow });
  #shown = "";
  #timer = null;

  constructor(parent) {
    parent.append(this.#root);
  }

  close() {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  async show(route) {
    const key = `${route.runs.join(",")}|${route.unlike}`;
    if (key === this.#shown) {
      return;
    }
    this.#shown = key;
    clearTimeout(this.#timer);
    this.#root.replaceChildren(...title(route), notice("wait", "Loading…"));
    await this.#load(route, key);
  }

  async #load(route, key) {
    try {
      const signal = this.#abort.signal;
      const [gap, all] = await Promise.all([api.gap(route.runs, route.unlike, signal), api.runs(signal)]);
      await knowColours(gap.rows.map((row) => row.base), signal);
      if (key === this.#shown) {
        const runs = all.filter((run) => route.runs.includes(run.run));
        this.#draw(route, gap, runs);
        this.#again(runs.every((run) => run.complete), route, key);
      }
    } catch (error) {
      if (!api.cancelled(error) && key === this.#shown) {
        this.#root.replaceChildren(...title(route), notice("error", "The gap cannot be shown", error.message, error.status === 0 ? "Trying again…" : h("a", { href: "#/" }, "All runs")));
        this.#again(error.status !== 0, route, key);
      }
    }
  }

  /** While a run is running, or the service is away, the numbers are asked for again. */
  #again(final, route, key) {
    if (!final) {
      this.#timer = setTimeout(() => this.#load(route, key), EVERY);
    }
  }

  #draw(route, gap, runs) {
    const rows = gap.rows.filter((row) => row.n > 0);
    if (rows.length === 0) {
      this.#root.replaceChildren(...title(route), notice("empty", "Nothing is judged yet", "Rows appear with the first answers. A model and its CLIP are compared once both were asked about the same items:",
        pushCommand({ task: "zero-shot", models: ["CLIP-MODEL"] })));
      return;
    }
    const plot = gapPlot(rows);
    this.#table.show(rows);
    this.#root.replaceChildren(...title(route), ...warnings(runs),
      h("section", { class: "panel", "aria-label": "Accuracy of every way of asking", data: { testid: "gap-plot" } },
        h("div", { class: "panel-head" }, h("h2", {}, "Accuracy, %"), exportMenu("gap", { svg: () => plot, rows: () => this.#table.rows.map(flat) })),
        h("p", { class: "muted panel-note" }, NOTE), h("div", { class: "drawing-frame" }, plot)),
      h("section", { class: "panel", "aria-label": "Paired differences to the reference" },
        h("div", { class: "panel-head" }, h("h2", {}, gap.referenceModel ? `Against ${gap.referenceModel}` : "Every row")),
        h("p", { class: "muted panel-note" }, gap.referenceModel ? [TABLE_NOTE, rows.some((row) => row.kind === "open-world") ? FREE : null] : "None of these runs has a dual encoder or a classifier, so there is nothing to compare with."),
        unlike(route, rows),
        this.#table.elements));
  }
}

function title(route) {
  return [h("div", { class: "run-title" }, h("h1", {}, "The gap"), h("a", { href: address({ view: "compare", runs: route.runs }) }, "The same runs side by side")),
    h("p", { class: "muted" }, "Runs: ", route.runs.map((run, index) => [index ? ", " : "", h("a", { href: address({ view: "run", run }) }, run)]))];
}

/** Says why rows have no p, and leads to the same table with it, or back. */
function unlike(route, rows) {
  return rows.some((row) => row.paired?.unlike)
    ? h("p", { class: "muted panel-note", data: { testid: "unlike-note" } }, UNLIKE,
      h("a", { href: address({ ...route, unlike: route.unlike ? null : "true" }) }, route.unlike ? "Leave it out again" : "Show it anyway"))
    : null;
}

function warnings(runs) {
  return ["dataset", "split"].filter((field) => new Set(runs.map((run) => run[field])).size > 1)
    .map((field) => notice("error", `The runs differ in ${field}`, `${runs.map((run) => `${run.run}: ${run[field] ?? "none"}`).join(", ")}. Differences cover only items that both rows have.`));
}

function fillRow(element, row) {
  const { paired } = row;
  Object.assign(element.dataset, { testid: "gap-row", kind: row.kind, optimistic: String(row.optimistic), ...coloured(row.base) });
  element.replaceChildren(
    cell("Model and setting", "lead", h("span", { class: "swatch", "aria-hidden": "true" }), `${row.base}: ${row.setting}`,
      h("span", { class: "sub" }, h("a", { href: address({ view: "run", run: row.run, model: row.model }) }, row.run), row.optimistic ? ` · ${TOO_HIGH}` : "")),
    cell("n", "number", integer(row.n)),
    cell("Accuracy, %", "number", h("b", {}, percent(row.accuracy))),
    cell("95 %", "number", ends(row)),
    cell("Against", "", paired ? paired.second : NONE, paired ? h("span", { class: "sub" }, row.againstRun) : null,
      paired?.unlike ? h("span", { class: "sub", data: { testid: "unlike" } }, paired.unlike) : null),
    cell("Difference", "number", paired ? h("b", {}, points(paired.difference)) : NONE,
      paired && paired.low !== null ? h("span", { class: "sub" }, `${points(paired.low)} to ${points(paired.high)}`) : null),
    cell("p (Holm)", "number", paired ? pValue(paired.adjusted) : NONE),
    cell("", "", itemByItem(row)));
}

/** Only where both numbers are by the tasks' primary rules, which the view of two models shows. */
function itemByItem(row) {
  if (!row.paired || !row.primary || row.paired.onlyFirst + row.paired.onlySecond === 0) {
    return null;
  }
  const of = row.againstRun === row.run ? null : row.againstRun;
  return h("a", { href: address({ view: "run", run: row.run, tab: "versus", model: row.model, against: row.paired.second, of }), "aria-label": `Items of ${row.model} and ${row.paired.second}, one by one` }, "Items");
}

function flat({ paired, ...row }) {
  return {
    run: row.run, model: row.model, base: row.base, kind: row.kind, setting: row.setting, chosen_on_these_items: row.optimistic, n: row.n, correct: row.correct,
    accuracy: row.accuracy, low: row.low, high: row.high, against: paired?.second ?? null, against_run: row.againstRun, paired_n: paired?.n ?? null,
    difference: paired?.difference ?? null, difference_low: paired?.low ?? null, difference_high: paired?.high ?? null, p: paired?.mcNemar ?? null, p_holm: paired?.adjusted ?? null, unlike: paired?.unlike ?? null,
  };
}
