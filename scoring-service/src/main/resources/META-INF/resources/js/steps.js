// A list that a reader goes through item by item in the detail, page after page.

export class Steps {
  #size;
  #fetch;
  #page = 0;
  #items = [];
  #total = 0;

  /** `size` of a page; `fetch(page)` gives the ids of another page's items. A list of one page needs neither. */
  constructor(size = Infinity, fetch = null) {
    this.#size = size;
    this.#fetch = fetch;
  }

  /** The page that is shown, with the ids of its items, of this many on all pages. */
  set(page, items, total = items.length) {
    this.#page = page;
    this.#items = items;
    this.#total = total;
  }

  /** Where an item is in the list: `place` is null where it is not on this page. */
  placeOf(item) {
    const index = this.#items.indexOf(item);
    return { place: index < 0 ? null : this.#before() + index + 1, total: this.#total };
  }

  /** What of the route names the next (1) or previous (-1) item; null at the end. */
  async neighbour(item, direction) {
    const index = this.#items.indexOf(item);
    const beside = index < 0 ? undefined : this.#items[index + direction];
    if (beside !== undefined) {
      return { item: beside };
    }
    const page = this.#page + direction;
    if (index < 0 || this.#fetch === null || page < 0 || page * this.#size >= this.#total) {
      return null;
    }
    const items = await this.#fetch(page);
    return items.length ? { page, item: items.at(direction > 0 ? 0 : -1) } : null;
  }

  #before() {
    return this.#page === 0 ? 0 : this.#page * this.#size;
  }
}
