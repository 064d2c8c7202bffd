// Taking away what is shown: rows as CSV or JSON, drawings as SVG or PNG.

import { h } from "./dom.js";
import { standalone } from "./svg.js";

/** Two links' worth of buttons. `rows()` gives an array of flat objects. */
export function rowButtons(name, rows) {
  return h("span", { class: "take" },
    button("CSV", `Download ${name} as CSV`, () => save(`${name}.csv`, "text/csv", csv(rows()))),
    button("JSON", `Download ${name} as JSON`, () => save(`${name}.json`, "application/json", JSON.stringify(rows(), null, 1))));
}

/** `svg()` gives the drawing of the moment. */
function svgButton(name, svg) {
  return button("SVG", `Download ${name} as SVG`, () => save(`${name}.svg`, "image/svg+xml", standalone(svg())));
}

/** A drawing as SVG and as PNG, which has twice its size in points. */
export function plotButtons(name, svg) {
  return [svgButton(name, svg), button("PNG", `Download ${name} as PNG`, async () => {
    (await painted(svg())).toBlob((blob) => saveBlob(`${name}.png`, blob));
  })];
}

async function painted(svg) {
  const url = URL.createObjectURL(new Blob([standalone(svg)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { width, height } = svg.viewBox.baseVal;
    const canvas = h("canvas", { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  } finally {
    URL.revokeObjectURL(url);
  }
}

export function csv(rows) {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const line = (values) => values.map(quoted).join(",");
  return `${[line(names), ...rows.map((row) => line(names.map((name) => row[name])))].join("\r\n")}\r\n`;
}

function quoted(value) {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function save(name, type, content) {
  saveBlob(name, new Blob([content], { type: `${type};charset=utf-8` }));
}

function saveBlob(name, blob) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

function button(word, title, action) {
  return h("button", { type: "button", class: "quiet small", title, "aria-label": title, on: { click: action } }, word);
}
