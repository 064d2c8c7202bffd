// Tables that turn into cards on a narrow screen. The roles are spelled out because a browser drops a
// table's meaning once its rows are laid out as blocks.

import { h } from "./dom.js";

export function table(caption, properties, ...children) {
  return h("table", { role: "table", ...properties }, h("caption", { class: "hidden" }, caption), children);
}

/** The columns' names; an empty one, above links, is told to those who do not see the column. */
export function head(columns) {
  return h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
    columns.map((column) => h("th", { role: "columnheader", scope: "col" }, column || h("span", { class: "hidden" }, "Answers")))));
}

/** A cell; `label` is its column's name, shown beside the value where there are no column heads. */
export function cell(label, kind, ...children) {
  return h("td", { role: "cell", class: kind || null, data: { label } }, children);
}
