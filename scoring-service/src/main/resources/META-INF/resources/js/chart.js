// The curve itself, drawn by uPlot: a line and an interval band for each model on one axis.

import { canvasColour, canvasDash, styleValue } from "./palette.js";
import { themeChanged } from "./theme.js";

const HEIGHT = 260;
const BAND_ALPHA = "26";
/** The band alone is too faint to be seen by everyone. */
const EDGE_ALPHA = "cc";
const BANDS = { any: ["anytimeLow", "anytimeHigh"], point: ["low", "high"] };

export class Chart {
  #parent;
  #models;
  #onRead;
  #plot = null;
  #points = new Map();
  #hidden = new Set();
  #axis = "n";
  #ends = BANDS.any;
  #items = null;
  #redraw = () => this.#draw();
  #resize = new ResizeObserver(() => this.#plot?.setSize({ width: this.#width(), height: HEIGHT }));

  /** `onRead({x, axis, values: Map model → point})` tells what lies under the cursor, or the newest points. */
  constructor(parent, models, onRead) {
    this.#parent = parent;
    this.#models = models;
    this.#onRead = onRead;
    this.#resize.observe(parent);
    themeChanged.addEventListener("change", this.#redraw);
  }

  update(curve, items) {
    this.#items = items;
    this.#points = new Map(curve.models.map((model) => [model.model, model.points]));
    if (this.#plot) {
      this.#plot.setData(this.#data());
    } else {
      this.#draw();
    }
    this.#read(null);
  }

  axis(name) {
    this.#axis = name;
    this.#draw();
  }

  /** Draws the band of the confidence sequence ("any") or of Wilson's interval ("point"). */
  band(name) {
    this.#ends = BANDS[name];
    this.#draw();
  }

  /** Shows or hides a model; true when it is shown afterwards. */
  toggle(model) {
    const shown = this.#hidden.delete(model);
    if (!shown) {
      this.#hidden.add(model);
    }
    this.#draw();
    return shown;
  }

  /** What is drawn, for whoever draws it elsewhere: see curve-plot.js. */
  get drawn() {
    const models = this.#models.filter((model) => !this.#hidden.has(model))
      .map((model) => ({ model, points: this.#points.get(model) ?? [] }));
    const last = Math.max(...models.flatMap(({ points }) => points.map((point) => point[this.#axis])), 0);
    return { models, axis: this.#axis, ends: this.#ends, most: this.#range(last)[1] };
  }

  close() {
    this.#resize.disconnect();
    themeChanged.removeEventListener("change", this.#redraw);
    this.#plot?.destroy();
  }

  #draw() {
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), this.#data(), this.#parent);
  }

  #options() {
    const series = this.#models.flatMap((model) => this.#series(model));
    const bands = this.#models.map((model, index) => (
      { series: [3 * index + 3, 3 * index + 2], fill: canvasColour(model) + BAND_ALPHA }));
    return {
      width: this.#width(),
      height: HEIGHT,
      legend: { show: false },
      padding: [10, 14, 0, 0],
      cursor: { y: false, drag: { setScale: false }, points: { show: false } },
      scales: { x: { time: false, range: (_, low, high) => this.#range(high) }, y: { range: [0, 100] } },
      axes: [axis(this.#axis === "n" ? "items judged" : "seconds", 34), axis("accuracy, %", 48)],
      series: [{}, ...series],
      bands,
      hooks: { setCursor: [(plot) => this.#read(plot.cursor.idx)] },
    };
  }

  #series(model) {
    const stroke = canvasColour(model);
    const show = !this.#hidden.has(model);
    const edge = { show, stroke: stroke + EDGE_ALPHA, width: 1, dash: [2, 4], points: dots(stroke, 5, styleValue("--panel")) };
    return [{ show, stroke, width: 2, dash: canvasDash(model), points: dots(stroke, 9, stroke) }, edge, { ...edge }];
  }

  /** Columns as uPlot wants them: x, then accuracy, low and high of each model, undefined where it has no point. */
  #data() {
    const byX = this.#models.map((model) => new Map((this.#points.get(model) ?? []).map((point) => [point[this.#axis], point])));
    const xs = [...new Set(byX.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
    const column = (points, name) => xs.map((x) => (points.has(x) ? 100 * points.get(x)[name] : undefined));
    return [xs, ...byX.flatMap((points) => ["accuracy", ...this.#ends].map((name) => column(points, name)))];
  }

  /** The items axis spans the whole run from the start, so that the curves grow and nothing rescales. */
  #range(high) {
    return [0, this.#axis === "n" && this.#items ? this.#items : Math.max(1, high ?? 1)];
  }

  #read(index) {
    const x = index === null || index === undefined ? null : this.#plot.data[0][index];
    const values = new Map(this.#models.map((model) => [model, this.#pointAt(model, x)]));
    this.#onRead({ x, axis: this.#axis, values });
  }

  #pointAt(model, x) {
    const points = this.#points.get(model) ?? [];
    return points.findLast((point) => x === null || point[this.#axis] <= x) ?? null;
  }

  #width() {
    return Math.max(200, this.#parent.clientWidth);
  }
}

/** A line of a single point would not be seen. */
function dots(stroke, size, fill) {
  return { show: (plot, series) => plot.data[series].filter(Number.isFinite).length === 1, size, stroke, fill, width: 1.5 };
}

function axis(label, size) {
  const grid = { stroke: styleValue("--line"), width: 1 };
  const font = `11px ${styleValue("--sans")}`;
  return { label, labelSize: 18, labelFont: font, font, size, stroke: styleValue("--muted"), grid, ticks: { ...grid, size: 4 } };
}
