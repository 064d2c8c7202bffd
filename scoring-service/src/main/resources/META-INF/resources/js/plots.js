// Three drawings: lines over an axis of few positions, points with intervals, one row each, and accuracy over confidence.

import { integer, percent } from "./format.js";
import { coloured, shapeOf } from "./palette.js";
import { drawing, mark, s, text } from "./svg.js";

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 50;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 52;
/** Between the points of lines that have intervals, which would lie one upon another. */
const APART = 5;
const ROW = 22;
/** How far the grid reaches beyond a track: no name, in the large type of a phone, is crossed. */
const ABOVE = 5;
const BELOW = 9;
/** Characters of a heading that fit in the type of a phone. */
const LONGEST = 56;
const TICKS = [0, 25, 50, 75, 100];

/**
 * Lines of shares over `xs` (labels, evenly spaced). Each line: `{name, model, points: [{x, value, low, high, mark}],
 * dashed}`; `mark` rings a point; without a model it is a reference, dashed and without points. The vertical axis ends at a round number above the highest value.
 */
export function linePlot(label, xTitle, xs, lines) {
  const highest = Math.max(0.1, ...lines.flatMap((line) => line.points.map((point) => point.high ?? point.value)));
  const top = Math.min(1, Math.ceil(highest * 10) / 10);
  const x = (value) => LEFT + (xs.length < 2 ? 0.5 : xs.indexOf(value) / (xs.length - 1)) * (WIDTH - LEFT - RIGHT - 20) + 10;
  const y = (share) => HEIGHT - BOTTOM - (share / top) * (HEIGHT - TOP - BOTTOM);
  return drawing(WIDTH, HEIGHT, label,
    [0, 0.25, 0.5, 0.75, 1].map((part) => [
      s("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(part * top), y2: y(part * top) }),
      text(LEFT - 6, y(part * top) + 4, tick(part * top), { anchor: "end", kind: "tick" })]),
    xs.map((value) => text(x(value), HEIGHT - BOTTOM + 20, String(value), { anchor: "middle", kind: "tick" })),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, xTitle, { anchor: "middle", kind: "tick" }),
    lines.map((line) => oneLine(line, beside(line, lines, x), y)));
}

const hasIntervals = (line) => line.points.some((point) => point.low !== undefined);

/** The line's own place beside the others of its kind. */
function beside(line, lines, x) {
  const alike = lines.filter(hasIntervals);
  const shift = hasIntervals(line) ? APART * (alike.indexOf(line) - (alike.length - 1) / 2) : 0;
  return (value) => x(value) + shift;
}

/** A share in percent, with a decimal only where it needs one. */
const tick = (share) => String(Math.round(1000 * share) / 10);

function oneLine({ name, model, points, dashed }, x, y) {
  const path = points.map((point, index) => `${index ? "L" : "M"}${x(point.x).toFixed(1)} ${y(point.value).toFixed(1)}`).join("");
  if (model === undefined) {
    return s("path", { class: "reference", d: path }, s("title", {}, name));
  }
  return s("g", { data: coloured(model) },
    s("path", { class: dashed ? "line dashed" : "line", d: path }),
    points.map((point) => [
      point.low === undefined ? null
        : s("line", { class: "whisker", x1: x(point.x), x2: x(point.x), y1: y(point.low), y2: y(point.high) }),
      mark(x(point.x), y(point.value), { shape: shapeOf(model), size: point.mark ? 6 : 3.5, hollow: point.mark, title: `${name}, ${point.x}: ${percent(point.value)} %` })]));
}

/**
 * Rows of points with intervals on the scale 0…100 %. Each row: `{name, model, value, low, high}`, or `{name}` alone
 * for a heading. Names are drawn above their track, so that long ones have room on a phone; no line of the grid crosses them.
 */
export function dotPlot(label, rows) {
  const height = TOP + 20 + rows.length * ROW * 1.6;
  const x = (share) => 10 + share * (WIDTH - 30);
  return drawing(WIDTH, height, label,
    TICKS.map((tick) => text(x(tick / 100), 14, `${tick}`, { anchor: "middle", kind: "tick" })),
    rows.map((row, index) => oneRow(row, 28 + index * ROW * 1.6, x)));
}

function oneRow({ name, model, value, low, high }, top, x) {
  if (value === undefined || value === null) {
    const words = text(10, top + 20, name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name, { kind: value === null ? "name" : "heading" });
    words.append(s("title", {}, name));
    return words;
  }
  const middle = top + 24;
  return s("g", { data: coloured(model) },
    TICKS.map((tick) => s("line", { class: "grid", x1: x(tick / 100), x2: x(tick / 100), y1: middle - ABOVE, y2: middle + BELOW })),
    text(10, top + 13, `${name}: ${percent(value)} (${percent(low)}–${percent(high)})`, { kind: "name" }),
    s("line", { class: "interval", x1: x(low), x2: x(high), y1: middle, y2: middle }),
    mark(x(value), middle, { shape: shapeOf(model) }));
}

/** Of the counts below the diagram of calibration. */
const STRIP = 60;

/**
 * Accuracy over confidence. Each line: `{model, points: [{x, value, low, high, n}], counts: [{from, to, n, share}]}`: points where
 * answers are, joined if each is of more than one answer, and how the confidences are distributed.
 */
export function calibrationPlot(label, lines) {
  const bottom = HEIGHT - 40;
  const height = HEIGHT + STRIP + 40;
  const x = (share) => LEFT + share * (WIDTH - LEFT - RIGHT);
  const y = (share) => bottom - share * (bottom - TOP);
  const most = Math.max(...lines.flatMap(({ counts }) => counts.map(({ share }) => share)));
  const floor = bottom + 30 + STRIP;
  return drawing(WIDTH, height, label,
    [0, 0.25, 0.5, 0.75, 1].map((part) => [
      s("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(part), y2: y(part) }),
      text(LEFT - 6, y(part) + 4, tick(part), { anchor: "end", kind: "tick" }),
      text(x(part), floor + 18, tick(part), { anchor: part === 1 ? "end" : "middle", kind: "tick" })]),
    text(LEFT + 2, floor - STRIP - 2, "number of answers", { kind: "tick" }),
    s("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: floor, y2: floor }),
    text((LEFT + WIDTH - RIGHT) / 2, floor + 38, "confidence of the answer, %", { anchor: "middle", kind: "tick" }),
    s("path", { class: "reference", d: `M${x(0)} ${y(0)}L${x(1)} ${y(1)}` }, s("title", {}, "perfectly calibrated")),
    lines.map((line, index) => [strip(line, index, lines.length, x, floor, most), oneCalibration(line, x, y)]));
}

/** Bars of a model's confidences, beside those of the others. */
function strip({ model, counts }, index, models, x, floor, most) {
  return s("g", { data: coloured(model) }, counts.filter(({ n }) => n > 0).map(({ from, to, n, share }) => {
    const width = (x(to) - x(from) - 4) / models;
    const height = Math.max(1, (share / most) * STRIP);
    return s("rect", { class: "bar", x: x(from) + 2 + index * width, y: floor - height, width: Math.max(1, width - 1), height },
      s("title", {}, `${model}, confidence ${percent(from)} to ${percent(to)} %: ${integer(n)} answers`));
  }));
}

function oneCalibration({ model, points }, x, y) {
  const joined = points.length > 1 && points.every(({ n }) => n > 1);
  const path = points.map((point, index) => `${index ? "L" : "M"}${x(point.x).toFixed(1)} ${y(point.value).toFixed(1)}`).join("");
  return s("g", { data: coloured(model) },
    joined ? s("path", { class: "line", d: path }) : null,
    points.map((point) => [
      s("line", { class: "whisker", x1: x(point.x), x2: x(point.x), y1: y(point.low), y2: y(point.high) }),
      mark(x(point.x), y(point.value), { shape: shapeOf(model), size: 4, title: `${model}: ${percent(point.value)} % right (${percent(point.low)}–${percent(point.high)}) at a mean confidence of ${percent(point.x)} %, ${integer(point.n)} answers` })]));
}
