// A model keeps its colour in the table, the curve and the answers. The colours themselves are in base.css.

const HUES = 8;

/** The number of the model's colour: its place in the manifest. */
export function hueOf(models, model) {
  return Math.max(0, models.indexOf(model)) % HUES;
}

/** The colour as the theme of the moment has it, for a canvas: `#rrggbb`. */
export function colour(hue) {
  return styleValue(`--hue-${hue}`);
}

export function styleValue(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
