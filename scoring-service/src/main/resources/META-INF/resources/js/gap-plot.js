// The drawing of the gap: a heading for each model, below it a row for each way of asking.

import { ends, percent } from "./format.js";
import { hueOf } from "./palette.js";
import { drawing, s, text } from "./svg.js";

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
const TICKS = [0, 20, 40, 60, 80, 100];
/** Below this width names stand above their tracks. */
const NARROW = matchMedia("(max-width: 720px)");

/** `rows` in order, those of one base together; `bases` decide the colours. */
export function gapPlot(rows, bases, { referenceRun, referenceModel }) {
  const narrow = NARROW.matches;
  const left = 24 + CHARACTER * Math.max(...rows.map((row) => row.setting.length));
  const size = narrow ? PHONE : { width: left + TRACK + RIGHT, left, right: RIGHT };
  const x = (share) => size.left + share * (size.width - size.left - size.right);
  const reference = rows.find((row) => row.run === referenceRun && row.model === referenceModel);
  let y = TOP;
  const marks = rows.map((row, index) => {
    const fresh = index === 0 || rows[index - 1].base !== row.base;
    const top = y + (fresh ? HEADING : 0);
    const names = narrow ? lines(row) : [];
    y = top + (narrow ? 32 + 13 * (names.length - 1) + 12 : ROW);
    return [fresh ? text(narrow ? 10 : 8, top - 8, row.base, { kind: "heading" }) : null, oneRow(row, names, hueOf(bases, row.base), top, x)];
  });
  const label = `Accuracy in percent: ${rows.map((row) => `${row.base}, ${row.setting}: ${percent(row.accuracy)}`).join("; ")}`;
  const plot = drawing(size.width, y + 6, label,
    TICKS.map((tick) => [
      s("line", { class: "grid", x1: x(tick / 100), x2: x(tick / 100), y1: 22, y2: y }),
      text(x(tick / 100), 14, String(tick), { anchor: "middle", kind: "tick" })]),
    reference ? s("line", { class: "reference", x1: x(reference.accuracy), x2: x(reference.accuracy), y1: 22, y2: y }) : null,
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

/** @param names above the track; empty: beside it */
function oneRow(row, names, hue, top, x) {
  const { setting, accuracy, low, high, n, optimistic } = row;
  const middle = top + (names.length ? 13 + 13 * names.length : ROW / 2);
  return s("g", { data: { hue } },
    names.map((name, index) => text(10, top + 12 + 13 * index, name, { kind: "name" })),
    names.length ? null
      : [text(x(0) - 16, middle + 4, setting, { anchor: "end", kind: "name" }), text(x(1) + 12, middle + 4, inWords(row), { kind: "name" })],
    s("line", { class: "interval", x1: x(low), x2: x(high), y1: middle, y2: middle }),
    s("circle", { class: optimistic ? "dot marked" : "dot", cx: x(accuracy), cy: middle, r: 5 }, s("title", {}, `${setting}: ${inWords(row)}, n ${n}`)));
}
