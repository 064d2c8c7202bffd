// The drawing of a training: checkpoints over their steps, and a dashed line for each model that was not trained.

import { ends, integer, percent } from "./format.js";
import { coloured, shapeOf } from "./palette.js";
import { drawing, mark, s, text } from "./svg.js";

const WIDTH = 860;
const HEIGHT = 320;
const LEFT = 50;
const RIGHT = 170;
const TOP = 22;
const BOTTOM = 52;
const PARTS = [0, 0.25, 0.5, 0.75, 1];
/** Between the bottoms of two names. */
const LINE = 14;

/** `rows` have `step` (null: not trained), `model`, `rule`, `accuracy`, `low`, `high`, `n` and `complete`; `rule` is the checkpoints'. */
export function trainingPlot(rows, rule) {
  const others = rows.filter((row) => row.step === null);
  const points = rows.filter((row) => row.step !== null && row.rule === rule);
  const begun = others.filter((row) => row.rule === rule);
  const last = Math.max(1, ...points.map((row) => row.step));
  const top = Math.min(1, Math.ceil(10 * Math.max(0.1, ...rows.map((row) => row.high ?? row.accuracy))) / 10);
  const x = (step) => LEFT + (step / last) * (WIDTH - LEFT - RIGHT);
  const y = (share) => HEIGHT - BOTTOM - (share / top) * (HEIGHT - TOP - BOTTOM);
  // A model that is judged alike and was not trained is where the checkpoints come from.
  const path = [...(begun.length === 1 ? [{ ...begun[0], step: 0 }] : []), ...points];
  const trained = points[0]?.model;
  return drawing(WIDTH, HEIGHT, label(rows),
    PARTS.map((part) => [
      s("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(part * top), y2: y(part * top) }),
      text(LEFT - 6, y(part * top) + 4, percent(part * top), { anchor: "end", kind: "tick" })]),
    [...new Set([0, ...points.map((row) => row.step)])].map((step) => text(x(step), HEIGHT - BOTTOM + 18, integer(step), { anchor: "middle", kind: "tick" })),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "step", { anchor: "middle", kind: "tick" }),
    text(8, 12, `accuracy, % (${rule})`, { kind: "tick" }),
    others.map((row) => s("g", { data: coloured(row.model) },
      s("path", { class: "line dashed", d: `M${x(0)} ${y(row.accuracy)}L${WIDTH - RIGHT} ${y(row.accuracy)}` }, s("title", {}, words(row))))),
    s("g", { data: coloured(trained) },
      s("path", { class: "line", d: path.map((row, index) => `${index ? "L" : "M"}${x(row.step).toFixed(1)} ${y(row.accuracy).toFixed(1)}`).join("") }),
      points.map((row) => [
        s("line", { class: "whisker", x1: x(row.step), x2: x(row.step), y1: y(row.low), y2: y(row.high) }),
        mark(x(row.step), y(row.accuracy), { shape: shapeOf(trained), hollow: !row.complete, title: `step ${integer(row.step)}: ${words(row)}` })])),
    names(others, y));
}

/** Behind their lines, one above another where these are close. */
function names(others, y) {
  let free = HEIGHT;
  return others.toSorted((a, b) => a.accuracy - b.accuracy).map((row) => {
    free = Math.min(y(row.accuracy) + 4, free - LINE);
    return text(WIDTH - RIGHT + 8, free, `${row.model} ${percent(row.accuracy)}`, { kind: "name" });
  });
}

const words = (row) => `${row.model}: ${percent(row.accuracy)} (${ends(row)}), ${row.rule}, n ${integer(row.n)}`;

function label(rows) {
  return `Accuracy in percent: ${rows.map((row) => `${row.step === null ? row.model : `step ${row.step}`}: ${percent(row.accuracy)}`).join("; ")}`;
}
