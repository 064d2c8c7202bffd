// The curve as a drawing, to be taken away: the same lines and bands as on the canvas, which is faster while they grow.

import { integer, percent } from "./format.js";
import { coloured, shapeOf } from "./palette.js";
import { drawing, mark, s, text } from "./svg.js";

const WIDTH = 860;
const HEIGHT = 340;
const LEFT = 46;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 48;
/** A line of the legend. */
const ENTRY = 20;
const SHARES = [0, 0.25, 0.5, 0.75, 1];
const PARTS = [0, 0.25, 0.5, 0.75, 1];

/**
 * `models`: `{model, points}`, those that are shown; `axis`: n or seconds, which ends at `most`; `ends`: the names of the
 * band's ends in a point.
 */
export function curvePlot(models, { axis, ends: [low, high], most }) {
  const height = HEIGHT + models.length * ENTRY;
  const x = (value) => LEFT + (value / most) * (WIDTH - LEFT - RIGHT);
  const y = (share) => HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  return drawing(WIDTH, height, "Accuracy over the run, %",
    SHARES.map((share) => [
      s("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(share), y2: y(share) }),
      text(LEFT - 6, y(share) + 4, String(100 * share), { anchor: "end", kind: "tick" })]),
    PARTS.map((part) => text(x(part * most), HEIGHT - BOTTOM + 18, label(axis, part * most), { anchor: part === 1 ? "end" : "middle", kind: "tick" })),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, axis === "n" ? "items judged" : "seconds", { anchor: "middle", kind: "tick" }),
    models.map((model) => line(model, (point) => x(point[axis]), y, low, high)),
    models.map((model, index) => entry(model, HEIGHT + index * ENTRY)));
}

const label = (axis, value) => (axis === "n" ? integer(Math.round(value)) : String(Math.round(10 * value) / 10));

function line({ model, points }, x, y, low, high) {
  const at = (point, share) => `${x(point).toFixed(1)} ${y(share).toFixed(1)}`;
  const [only] = points;
  if (points.length < 2) {
    return only === undefined ? null : s("g", { data: coloured(model) },
      s("line", { class: "whisker", x1: x(only), x2: x(only), y1: y(only[low]), y2: y(only[high]) }),
      mark(x(only), y(only.accuracy), { shape: shapeOf(model), size: 4, title: model }));
  }
  const band = [...points.map((point) => at(point, point[high])), ...points.toReversed().map((point) => at(point, point[low]))];
  return s("g", { data: coloured(model) },
    s("path", { class: "band", d: `M${band.join("L")}Z` }),
    s("path", { class: "line", d: `M${points.map((point) => at(point, point.accuracy)).join("L")}` }, s("title", {}, model)));
}

function entry({ model, points }, top) {
  return s("g", { data: coloured(model) },
    s("line", { class: "line", x1: LEFT, x2: LEFT + 18, y1: top + 2, y2: top + 2 }),
    text(LEFT + 26, top + 6, points.length ? `${model} ${percent(points.at(-1).accuracy)} %` : model, { kind: "name" }));
}
