// The order of a table's rows: a click on a column's name sorts, another turns the order round, a third brings the first order back.

import { h } from "./dom.js";

const UP = "ascending";
const DOWN = "descending";

/**
 * Columns are `{name, title, value, kind}`: `name` in words, `title` what stands in the head if that is more than the name,
 * `value(row)` a number or a text to sort by, and nothing where the column cannot be sorted; `kind` is the head's class.
 */
export class Sorting {
  #columns;
  #sort;
  #onChange;
  #heads;
  #choice;

  /** `onChange(sort)`: a column's name, with a minus before it if descending, or null for the first order. */
  constructor(columns, onChange, sort = null) {
    this.#columns = columns;
    this.#onChange = onChange;
    this.#heads = columns.map((column) => this.#head(column));
    this.head = h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, this.#heads));
    this.#choice = h("select", { on: { change: () => this.#onChange(this.#choice.value || null) } }, h("option", { value: "" }, "as they come"),
      columns.filter((column) => column.value).flatMap(({ name }) => [h("option", { value: `-${name}` }, `${name} ↓`), h("option", { value: name }, `${name} ↑`)]));
    /** Where rows are cards, which have no heads. */
    this.choice = h("label", { class: "choose order" }, "Order ", this.#choice);
    this.show(sort);
  }

  /** Takes an order, as `onChange` was given it. */
  show(sort) {
    const column = this.#columns.find(({ name, value }) => value && name === sort?.replace(/^-/, ""));
    this.#sort = column ? { column, direction: sort.startsWith("-") ? DOWN : UP } : null;
    this.#choice.value = column ? sort : "";
    this.#heads.forEach((head, index) => {
      if (this.#columns[index].value) {
        head.setAttribute("aria-sort", column === this.#columns[index] ? this.#sort.direction : "none");
      }
    });
  }

  /** The rows in order, those without a value last; rows that are alike stay as they come. */
  order(rows) {
    if (this.#sort === null) {
      return rows;
    }
    const { column, direction } = this.#sort;
    return rows.map((row) => ({ row, value: column.value(row) }))
      .sort((a, b) => isAbsent(a.value) - isAbsent(b.value) || (isAbsent(a.value) ? 0 : compare(a.value, b.value) * (direction === DOWN ? -1 : 1)))
      .map(({ row }) => row);
  }

  #head({ name, title, value, kind }) {
    const content = title ?? (name || h("span", { class: "hidden" }, "Answers"));
    return h("th", { role: "columnheader", scope: "col", class: kind },
      value ? h("button", { type: "button", class: "sort", on: { click: () => this.#onChange(this.#next(name)) } }, content) : content);
  }

  #next(name) {
    const column = this.#columns.find((one) => one.name === name);
    const first = column.first ?? (column.kind?.includes("number") ? DOWN : UP);
    const now = this.#sort?.column === column ? this.#sort.direction : null;
    if (now !== null && now !== first) {
      return null;
    }
    const direction = now === null ? first : first === DOWN ? UP : DOWN;
    return direction === DOWN ? `-${name}` : name;
  }
}

const isAbsent = (value) => value === null || value === undefined || value === "" || Number.isNaN(value);

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}
