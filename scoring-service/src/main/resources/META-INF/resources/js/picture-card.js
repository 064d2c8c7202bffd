// A picture with a few words beside it, linked to an answer in full.

import { h } from "./dom.js";
import { picture } from "./verdict.js";

/** `line` needs `run`, `item`, `label` and `hasImage`. */
export function pictureCard(line, href, title, ...words) {
  return h("article", { class: "card", data: { row: line.item, item: line.item } },
    h("div", { class: "card-image" }, picture(line, { loading: "lazy" })),
    h("div", { class: "card-text" },
      h("div", { class: "card-top" }, h("a", { href }, title)),
      words));
}
