// Tables that turn into cards on a narrow screen. The roles are spelled out because a browser drops a
// table's meaning once its rows are laid out as blocks.

import { h, keyed } from "./dom.js";
import { Sorting } from "./sorting.js";

export function table(caption, properties, ...children) {
  return h("table", { role: "table", ...properties }, h("caption", { class: "hidden" }, caption), children);
}

/** A cell; `label` is its column's name, shown beside the value where there are no column heads. */
export function cell(label, kind, ...children) {
  return h("td", { role: "cell", class: kind || null, data: { label } }, children);
}

/** A table whose rows can be sorted by its columns, which are those of `Sorting`. */
export class SortedTable {
  #rows = [];
  #columns;
  #body = h("tbody", { role: "rowgroup" });
  #sorting;
  #draw;

  /** Of the columns those with `shown(rows)` are there only where that says so. `key(row)` names a row, `create(row)` makes its element, `update(element, row)` shows the row's values of the moment. */
  constructor(caption, properties, columns, { key, create, update = () => {} }) {
    this.#sorting = new Sorting(columns, (sort) => {
      this.#sorting.show(sort);
      this.#draw();
    });
    this.#columns = columns;
    this.#draw = () => {
      keyed(this.#body, this.rows, key, create, update);
      this.#hideEmpty();
    };
    /** The choice of the order, where there are no heads, and the table. */
    this.elements = [this.#sorting.choice, table(caption, properties, this.#sorting.head, this.#body)];
  }

  show(rows) {
    this.#rows = rows;
    this.#draw();
  }

  #hideEmpty() {
    const rows = [...this.#sorting.head.rows, ...this.#body.children];
    this.#columns.forEach(({ shown }, index) => {
      if (shown) {
        const hidden = !shown(this.#rows);
        rows.forEach((row) => { row.children[index].hidden = hidden; });
      }
    });
  }

  /** In the order in which they are shown. */
  get rows() {
    return this.#sorting.order(this.#rows);
  }
}
