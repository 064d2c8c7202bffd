// A picture with a few words beside it, linked to an answer in full.

import { h } from "./dom.js";
import { picture } from "./verdict.js";

/** `line` needs `run`, `item` and `hasImage`; without an address the card is no link. */
export function pictureCard(line, href, ...words) {
  return h("article", { class: "card", data: { row: line.item, item: line.item } },
    h("div", { class: "card-image" }, picture(line, { loading: "lazy" })),
    h("div", { class: "card-text" },
      h("div", { class: "card-top" }, href ? h("a", { href, "aria-label": `Details of item ${line.item}` }, line.item) : h("span", { class: "muted" }, line.item)),
      words));
}
