// First, previous, next, last: links, so that a page of a list has an address; arrow keys follow them.

import { h } from "./dom.js";
import { integer } from "./format.js";
import { address } from "./routing.js";

export class Pager {
  #size;
  #label;

  constructor(label, size) {
    this.#size = size;
    this.#label = label;
    this.element = h("nav", { class: "pages", "aria-label": label });
  }

  /** `route.page` of this many entries. */
  show(route, total) {
    const last = Math.max(0, Math.ceil(total / this.#size) - 1);
    const page = route.page;
    const range = total === 0 ? ""
      : `${integer(page * this.#size + 1)}–${integer(Math.min(total, (page + 1) * this.#size))} of ${integer(total)}`;
    this.element.hidden = total <= this.#size && page === 0;
    this.element.replaceChildren(this.#link(route, 0, "First", page > 0), this.#link(route, page - 1, "Previous", page > 0, "previous"),
      h("span", { class: "number" }, range),
      this.#link(route, page + 1, "Next", page < last, "next"), this.#link(route, last, "Last", page < last));
  }

  #link(route, page, word, there, step = null) {
    return there ? h("a", { href: address({ ...route, item: null, page }), data: step ? { step } : {} }, word)
      : h("span", { class: "muted" }, word);
  }
}
