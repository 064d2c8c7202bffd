// Which class was answered for which: as a matrix, and as pictures of the pairs that occurred most often or of all that was said
// for one class.

import * as api from "./api.js";
import { h, notice } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, percent, plural } from "./format.js";
import { heatMap } from "./heat-map.js";
import { pictureCard } from "./picture-card.js";
import { address } from "./routing.js";
import { Steps } from "./steps.js";

const SIZE = 24;
/** Of a matrix on the page; cells are as large as fit. */
const WIDTH = 980;
/** What the names of rows and columns need besides. */
const NAMES = 220;
const LARGEST = 56;
const SMALLEST = 12;
const BEHIND = [{ name: "other classes", title: "Classes other than those of the columns" }, { name: "no class", title: "An answer that names none of the classes" }];

export class Confusions {
  #run;
  #signal;
  #rows = [];
  #table = null;
  #shown = "";
  /** The items of the list, for whoever goes from one to the next. */
  steps = new Steps();
  #matrixTitle = h("h2", {}, "Confusion matrix");
  #whole = h("a", { hidden: true }, "All classes");
  #meaning = h("p", { class: "muted panel-note" });
  #matrix = h("div", { class: "drawing-frame", tabindex: "0", role: "region", "aria-label": "Confusion matrix, drawn", data: { testid: "matrix" } });
  #title = h("h2", {}, "");
  #back = h("a", { hidden: true }, "All pairs");
  #grid = h("div", { class: "answers-grid", data: { testid: "confusions" } });

  constructor(run, signal) {
    this.#run = run;
    this.#signal = signal;
    this.matrix = h("section", { class: "panel matrix", "aria-label": "Confusion matrix" },
      h("div", { class: "panel-head" }, h("span", { class: "title-row" }, this.#matrixTitle, this.#whole),
        exportMenu(`${run}-confusion-matrix`, { svg: () => this.#matrix.firstChild, rows: () => cells(this.#table) })),
      this.#meaning, this.#matrix);
    this.element = h("section", { class: "panel confusions", "aria-label": "Confusions" },
      h("div", { class: "panel-head" }, h("span", { class: "title-row" }, this.#title, this.#back), exportMenu(`${run}-confusions`, { rows: () => this.#rows })),
      this.#grid);
  }

  /** The confusions of the route's model, of the route's `label` if there is one. */
  async show(route, version) {
    const key = `${route.model}|${route.label}|${version}`;
    this.#back.hidden = !route.label;
    this.#whole.hidden = !route.label;
    [this.#back, this.#whole].forEach((link) => link.setAttribute("href", address({ ...route, label: null, item: null })));
    if (key === this.#shown) {
      this.#links(route);
      return;
    }
    this.#shown = key;
    this.#matrixTitle.textContent = `Confusion matrix of ${route.model}`;
    this.#title.textContent = route.label ? `What ${route.model} said for “${route.label}”` : `What ${route.model} confused most often`;
    try {
      const wanted = { model: route.model, label: route.label || null };
      const [rows, table] = await Promise.all([api.confusions(this.#run, { ...wanted, size: SIZE }, this.#signal), api.matrix(this.#run, wanted, this.#signal)]);
      if (key === this.#shown) {
        this.#fill(rows.slice(0, SIZE), route);
        this.#draw(table, route);
      }
    } catch (error) {
      if (!api.cancelled(error)) {
        this.#shown = "";
        this.#grid.replaceChildren(notice("error", "The confusions cannot be shown", error.message));
      }
    }
  }

  #draw(table, route) {
    this.#table = table;
    this.matrix.hidden = table.groups.length === 0;
    if (this.matrix.hidden) {
      return;
    }
    const { groups, counts } = table;
    const grouped = groups.some((group) => group.length > 1);
    this.#meaning.textContent = `Rows: the class that was shown; columns: the class that was answered. A cell is as dark as its share of the row; ${
      grouped ? "blue stays within a group, right or not" : "green is right"}. ${grouped ? `${plural(groups.flat().length, "class", "classes")} in ${plural(groups.length, "group")} of classes that are taken for one another; a click opens a group.` : "A click lists the answers."}`;
    // Columns that nobody answered say nothing; of classes both are kept, so that the diagonal stays one.
    const behind = BEHIND.map((column, index) => ({ ...column, at: groups.length + index })).filter(({ at }) => counts.some((row) => row[at] > 0));
    const classes = groups.map((group, at) => ({ name: nameOf(group), title: group.join(", "), at, group }));
    const rows = classes.filter(({ at }) => counts[at].some((count) => count > 0));
    const columns = [...classes.filter(({ at }) => counts.some((row) => row[at] > 0) || counts[at].some((count) => count > 0)), ...behind];
    const room = Math.min(WIDTH, (this.#matrix.clientWidth || innerWidth) - NAMES);
    const size = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(room / columns.length)));
    this.#matrix.replaceChildren(heatMap(`Confusion matrix of ${route.model}`, { rows, columns, size, cell: (y, x) => cellOf(table, rows[y], columns[x], route) }));
  }

  #fill(rows, route) {
    this.#rows = rows;
    this.steps.set(0, rows.map((row) => row.example));
    this.#grid.replaceChildren(...rows.length ? rows.map((row) => this.#card(row, route)) : [notice("empty", "Nothing so far")]);
  }

  #card(row, route) {
    const said = row.said === null ? h("span", { class: "muted" }, "none of the classes") : row.said;
    return pictureCard({ run: this.#run, item: row.example, label: row.label, hasImage: true }, address({ ...route, item: row.example }), "An example",
      h("dl", { class: "pair" }, h("dt", {}, "Shown"), h("dd", { class: "label" }, row.label), h("dt", {}, "Said"), h("dd", { class: "answer" }, said)),
      h("p", { class: "muted number" }, `${integer(row.count)} of ${integer(row.shown)} · ${percent(row.count / row.shown)} %`));
  }

  #links(route) {
    [...this.#grid.querySelectorAll("[data-item]")].forEach((card) => card.querySelector("a")?.setAttribute("href", address({ ...route, item: card.dataset.item })));
  }
}

const nameOf = (group) => (group.length === 1 ? group[0] : `${group[0]} +${integer(group.length - 1)}`);

function cellOf({ counts, right }, row, column, route) {
  const count = counts[row.at][column.at];
  const all = counts[row.at].reduce((sum, value) => sum + value, 0);
  return count === 0 ? null : {
    share: count / all, kind: row.at !== column.at ? "is-wrong" : row.group.length > 1 ? "is-alike" : "is-right", words: integer(count),
    title: `${row.name} shown, ${column.name} answered: ${integer(count)} of ${integer(all)} (${percent(count / all)} %)${
      row.at === column.at && row.group.length > 1 ? `, ${integer(right[row.at])} of them right` : ""}`,
    href: linkOf(row, column, route),
  };
}

/** Of two classes to the answers; of a group into it. */
function linkOf(row, column, route) {
  if (row.group.length > 1) {
    return address({ ...route, label: row.group[0], item: null });
  }
  const said = column.group ? (column.group.length === 1 ? column.group[0] : null) : column.name === BEHIND[1].name ? "" : null;
  return address({ view: "run", run: route.run, tab: "answers", model: route.model, filter: "all", label: row.group[0], said });
}

function cells(table) {
  return (table?.groups ?? []).flatMap((group, row) => table.counts[row].map((count, column) => ({
    shown: group.join(" | "), answered: (table.groups[column] ?? [BEHIND[column - table.groups.length].name]).join(" | "), count,
  }))).filter(({ count }) => count > 0);
}
