// Taking away what is shown: one menu for each part of a view, rows as CSV or JSON, drawings as SVG or PNG, and files of the service.

import { h } from "./dom.js";
import { standalone } from "./svg.js";

/**
 * A menu of what can be taken away under this name: `rows()` gives an array of flat objects, `svg()` the drawing of the moment;
 * `files` are addresses: `{word, title, href, download}`.
 */
export function exportMenu(name, { rows = null, svg = null, files = [] }) {
  const menu = h("details", { class: "menu" },
    h("summary", { "aria-label": `Export ${name}` }, "Export"),
    h("div", { class: "menu-items" },
      files.map(({ word, title, href, download }) => h("a", { href, download, "aria-label": title }, word)),
      svg ? plotEntries(name, svg) : null, rows ? rowEntries(name, rows) : null));
  menu.addEventListener("click", (event) => {
    if (event.target.closest(".menu-items")) {
      menu.open = false;
    }
  });
  menu.addEventListener("toggle", () => menu.open && place(menu));
  return menu;
}

/** Below its word and within the window; panels would cut off what is placed within them. */
function place(menu) {
  const { right, bottom } = menu.firstChild.getBoundingClientRect();
  Object.assign(menu.lastChild.style, { top: `${bottom + 4}px`, right: `${Math.max(8, document.documentElement.clientWidth - right)}px` });
}

addEventListener("scroll", () => closeMenus(() => true), { passive: true });
document.addEventListener("click", ({ target }) => closeMenus((menu) => !menu.contains(target)));
document.addEventListener("keydown", ({ key }) => key === "Escape" && closeMenus(() => true));

function closeMenus(which) {
  [...document.querySelectorAll("details.menu[open]")].filter(which).forEach((menu) => { menu.open = false; });
}

function rowEntries(name, rows) {
  return [entry("CSV", `Download ${name} as CSV`, () => save(`${name}.csv`, "text/csv", csv(rows()))),
    entry("JSON", `Download ${name} as JSON`, () => save(`${name}.json`, "application/json", JSON.stringify(rows(), null, 1)))];
}

/** A drawing as SVG and as PNG, which has twice its size in points. */
function plotEntries(name, svg) {
  return [entry("SVG", `Download ${name} as SVG`, () => save(`${name}.svg`, "image/svg+xml", standalone(svg()))),
    entry("PNG", `Download ${name} as PNG`, async () => {
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

function entry(word, title, action) {
  return h("button", { type: "button", "aria-label": title, on: { click: action } }, word);
}
