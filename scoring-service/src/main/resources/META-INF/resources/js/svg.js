// Drawings as SVG elements: they follow the theme, print sharply, and can be taken away as a file.

const SVG = "http://www.w3.org/2000/svg";
const RESOLVED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "paint-order", "font-family", "font-size", "font-weight"];

/** An SVG element; attributes and `data` as in dom.js. */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => {
    if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  });
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

export function drawing(width, height, label, ...children) {
  return s("svg", { class: "drawing", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label }, ...children);
}

export function text(x, y, content, { anchor = "start", kind = "" } = {}) {
  return s("text", { x, y, "text-anchor": anchor, class: kind }, content);
}

/** A mark of one of the shapes by which models of one colour differ: a circle, a square, a diamond, a triangle. */
export function mark(x, y, { shape = 0, size = 5, hollow = false, title = null }) {
  const r = size;
  const path = [`m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`, `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
    `m0 ${-1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`, `m0 ${-1.3 * r}l${1.2 * r} ${2.2 * r}h${-2.4 * r}z`][shape];
  return s("path", { class: hollow ? "dot marked" : "dot", d: `M${x.toFixed(1)} ${y.toFixed(1)}${path}` }, title ? s("title", {}, title) : null);
}

/** The drawing as a file of its own: colours and type as the page has them now, on the page's ground. */
export function standalone(svg) {
  const copy = svg.cloneNode(true);
  const originals = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, index) => {
    const style = getComputedStyle(originals[index]);
    RESOLVED.forEach((name) => element.setAttribute(name, style.getPropertyValue(name)));
    element.removeAttribute("class");
  });
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--panel").trim();
  copy.prepend(s("rect", { width: "100%", height: "100%", fill: ground }));
  copy.setAttribute("xmlns", SVG);
  return new XMLSerializer().serializeToString(copy);
}
