// Every model has one colour, by its name, in all views; the scoring service says which. The colours are in palette.css.

import * as api from "./api.js";

/** Shapes of marks and kinds of lines, by which models of one colour differ. */
const SHAPES = 4;

const colours = new Map();
/** Models that the service was asked about. */
const asked = new Set();

/** Before models are drawn: sees to it that their colours are known. */
export async function knowColours(models, signal) {
  if (models.every((model) => asked.has(model))) {
    return;
  }
  (await api.colours(signal)).forEach(({ model, hue, round }) => colours.set(model, { hue, round: round % SHAPES }));
  models.forEach((model) => asked.add(model));
}

/** The data attributes of an element whose lines and marks have the model's colour; none, and so grey, for a model that nobody knows. */
export const coloured = (model) => colours.get(model) ?? {};

/** Which shape a model's marks have. */
export const shapeOf = (model) => colours.get(model)?.round ?? 0;

/** The model's colour as the theme of the moment has it, for a canvas: `#rrggbb`. */
export function canvasColour(model) {
  const probe = document.createElement("span");
  Object.assign(probe.dataset, coloured(model));
  probe.style.color = "var(--hue)";
  document.body.append(probe);
  const parts = getComputedStyle(probe).color.match(/\d+/g);
  probe.remove();
  return `#${parts.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}

/** How the model's line is dashed on a canvas: nothing for a solid one. */
export const canvasDash = (model) => [[], [9, 3], [2, 3], [9, 3, 2, 3]][shapeOf(model)];

export function styleValue(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
