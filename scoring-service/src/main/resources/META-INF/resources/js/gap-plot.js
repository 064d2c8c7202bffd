// The drawing of the gap: a heading for each model, below it a row for each way of asking.

import { ends, percent } from "./format.js";
import { coloured, shapeOf } from "./palette.js";
import { drawing, mark, s, text } from "./svg.js";

const TRACK = 418;
const RIGHT = 132;
const TOP = 26;
const ROW = 24;
/** The widest that a character of a name is, on average over a name. */
const CHARACTER = 6.8;
const PHONE = { width: 400, left: 10, right: 16 };
/** Characters that stand in one line on a phone. */
const LINE = 58;
const HEADING = 32;
/** How far grid and reference reach above and below a track: in the wide drawing as far as to the next one. */
const REACH = ROW / 2;
const TICKS = [0, 20, 40, 60, 80, 100];
/** Below this width names stand above their tracks. */
const NARROW = matchMedia("(max-width: 720px)");

/** `rows` in order, those of one base together. Grid and references are drawn at the tracks alone, so that they cross no name. */
export function gapPlot(rows) {
  const narrow = NARROW.matches;
  const left = 24 + CHARACTER * Math.max(...rows.map((row) => row.setting.length));
  const size = narrow ? PHONE : { width: left + TRACK + RIGHT, left, right: RIGHT };
  const x = (share) => size.left + share * (size.width - size.left - size.right);
  let y = TOP;
  const marks = rows.map((row, index) => {
    const fresh = index === 0 || rows[index - 1].base !== row.base;
    const top = y + (fresh ? HEADING : 0);
    const names = narrow ? lines(row) : [];
    y = top + (narrow ? 32 + 13 * (names.length - 1) + 12 : ROW);
    return [fresh ? text(narrow ? 10 : 8, top - 8, row.base, { kind: "heading" }) : null, oneRow(row, names, top, x)];
  });
  const label = `Accuracy in percent: ${rows.map((row) => `${row.base}, ${row.setting}: ${percent(row.accuracy)}`).join("; ")}`;
  const plot = drawing(size.width, y + 6, label,
    TICKS.map((tick) => text(x(tick / 100), 14, String(tick), { anchor: "middle", kind: "tick" })),
    marks);
  plot.classList.add("gap-drawing");
  return plot;
}

const inWords = (row) => `${percent(row.accuracy)} (${ends(row)})`;

/** What stands above a track on a phone: one line, or two where they would not fit. */
function lines(row) {
  const line = `${row.setting}: ${inWords(row)}`;
  return line.length <= LINE ? [line] : [row.setting, inWords(row)];
}

/** The accuracy of a row's reference on the items that both answered; null: it has none that had the same choice. */
function reference({ paired }) {
  return paired && paired.n > 0 && !paired.unlike ? (paired.bothRight + paired.onlySecond) / paired.n : null;
}

/** @param names above the track; empty: beside it */
function oneRow(row, names, top, x) {
  const { base, setting, accuracy, low, high, n, optimistic } = row;
  const middle = top + (names.length ? 13 + 13 * names.length : ROW / 2);
  const upright = (kind, share) => s("line", { class: kind, x1: x(share), x2: x(share), y1: middle - REACH, y2: middle + REACH });
  return s("g", { data: coloured(base) },
    TICKS.map((tick) => upright("grid", tick / 100)),
    reference(row) === null ? null : upright("reference", reference(row)),
    names.map((name, index) => text(10, top + 12 + 13 * index, name, { kind: "name" })),
    names.length ? null
      : [text(x(0) - 16, middle + 4, setting, { anchor: "end", kind: "name" }), text(x(1) + 12, middle + 4, inWords(row), { kind: "name" })],
    s("line", { class: "interval", x1: x(low), x2: x(high), y1: middle, y2: middle }),
    mark(x(accuracy), middle, { shape: shapeOf(base), hollow: optimistic, title: `${setting}: ${inWords(row)}, n ${n}` }));
}
