// The drawing of the gap: a heading for each model, below it a row for each way of asking.

import { ends, percent } from "./format.js";
import { hueOf } from "./palette.js";
import { drawing, s, text } from "./svg.js";

const WIDTH = 880;
const LEFT = 330;
const RIGHT = 132;
const TOP = 26;
const ROW = 24;
const HEADING = 32;
const TICKS = [0, 20, 40, 60, 80, 100];
/** Below this width names stand above their tracks. */
const NARROW = matchMedia("(max-width: 720px)");

/** `rows` in order, those of one base together; `bases` decide the colours. */
export function gapPlot(rows, bases, { referenceRun, referenceModel }) {
  const narrow = NARROW.matches;
  const size = narrow ? { width: 400, left: 10, right: 16, row: 44 } : { width: WIDTH, left: LEFT, right: RIGHT, row: ROW };
  const x = (share) => size.left + share * (size.width - size.left - size.right);
  const reference = rows.find((row) => row.run === referenceRun && row.model === referenceModel);
  let y = TOP;
  const marks = rows.map((row, index) => {
    const fresh = index === 0 || rows[index - 1].base !== row.base;
    const top = y + (fresh ? HEADING : 0);
    y = top + size.row;
    return [fresh ? text(narrow ? 10 : 8, top - 8, row.base, { kind: "heading" }) : null, oneRow(row, hueOf(bases, row.base), top, x, narrow)];
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

function oneRow({ setting, accuracy, low, high, n, optimistic }, hue, top, x, narrow) {
  const middle = top + (narrow ? 26 : ROW / 2);
  const value = `${percent(accuracy)} (${ends({ low, high })})`;
  return s("g", { data: { hue } },
    narrow ? text(10, top + 12, `${setting}: ${value}`, { kind: "name" })
      : [text(LEFT - 16, middle + 4, setting, { anchor: "end", kind: "name" }), text(WIDTH - RIGHT + 12, middle + 4, value, { kind: "name" })],
    s("line", { class: "interval", x1: x(low), x2: x(high), y1: middle, y2: middle }),
    s("circle", { class: optimistic ? "dot marked" : "dot", cx: x(accuracy), cy: middle, r: 5 }, s("title", {}, `${setting}: ${value}, n ${n}`)));
}
