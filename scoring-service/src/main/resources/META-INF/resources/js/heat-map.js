// A matrix as a heat map: a row and a column for each name, each cell as dark as its share. Drawn as SVG.

import { drawing, s, text } from "./svg.js";

const LONGEST_NAME = 22;
/** Characters that fit into a row's name, and the room they take. */
const CHARACTER = 6.2;
const RIGHT = 12;
const BOTTOM = 10;
/** Cells of at least this size have their words in them. */
const ROOM = 30;

/**
 * `rows` and `columns` are `{name, title}`; `cell(row, column)` is `{share, kind, words, title, href}` or null where there is nothing: `share`
 * of 1 is darkest, `kind` chooses the colour. Columns may be more than rows.
 */
export function heatMap(label, { rows, columns, cell, size }) {
  const left = 14 + CHARACTER * Math.max(...rows.map((row) => shortened(row.name).length), 6);
  // Names of columns lean by 45 degrees.
  const lean = 0.72 * CHARACTER * Math.max(...columns.map((column) => shortened(column.name).length), 6);
  const top = 14 + lean;
  const height = top + rows.length * size + BOTTOM;
  const width = left + columns.length * size + Math.max(RIGHT, lean + 10 - size / 2);
  const map = drawing(width, height, label,
    columns.map((column, index) => named(s("g", { transform: `translate(${left + (index + 0.5) * size + 3} ${top - 6}) rotate(-45)` }, text(0, 0, shortened(column.name), { kind: "tick" })), column)),
    rows.map((row, index) => named(text(left - 7, top + (index + 0.5) * size + 4, shortened(row.name), { anchor: "end", kind: "tick" }), row)),
    s("rect", { class: "map-ground", x: left, y: top, width: columns.length * size, height: rows.length * size }),
    rows.map((row, y) => columns.map((column, x) => {
      const value = cell(y, x);
      return value === null ? null : oneCell(value, left + x * size, top + y * size, size);
    })));
  map.classList.add("heat-map");
  // Cells are links: the drawing is more than a picture.
  map.setAttribute("role", "group");
  return map;
}

function oneCell({ share, kind, words, title, href }, x, y, size) {
  const gap = size > 8 ? 1 : 0;
  const parts = [
    s("rect", { class: `map-cell ${kind}`, x: x + gap / 2, y: y + gap / 2, width: size - gap, height: size - gap, "fill-opacity": (0.08 + 0.92 * share).toFixed(3) }),
    words && size >= ROOM ? text(x + size / 2, y + size / 2 + 4, words, { anchor: "middle", kind: share > 0.72 ? "map-words dark" : "map-words" }) : null,
    s("title", {}, title)];
  return href ? s("a", { href, tabindex: "-1", "aria-label": title }, parts) : s("g", {}, parts);
}

function named(element, { name, title }) {
  element.append(s("title", {}, title ?? name));
  return element;
}

const shortened = (name) => (name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`);
