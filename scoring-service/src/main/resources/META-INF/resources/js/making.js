// What list and detail of datasets that are being made have in common.

import { h, setText } from "./dom.js";
import { dollars, integer } from "./format.js";

export function stateOf(one) {
  return one.stopped ? "stopped" : one.complete ? "complete" : one.written > 0 ? "running" : "waiting";
}

/** Whether little is to come: of one that is complete that its dataset is written, of one that was stopped what was under way. */
export const isOver = (one) => one.complete || one.finishedAt !== null;

export const KEPT = "kept";

export const count = (counts, id) => counts.find((one) => one.id === id)?.count ?? 0;

export const sum = (counts) => counts.reduce((all, one) => all + one.count, 0);

/** What it has cost, of what it may. */
export function cost({ cost: spent, budget }) {
  return budget === null ? dollars(spent) : `${spent > 0 ? dollars(spent) : "$0"} of ${dollars(budget)}`;
}

/** A bar and what it says, which `setShare` fills in. */
export function share(part, label) {
  return [h("progress", { max: 1, value: 0, "aria-label": label, data: { part: `${part}-bar` } }), h("span", { class: "number", data: { part } })];
}

export function setShare(root, part, done, of, text = `${integer(done)} of ${integer(of)}`) {
  root.querySelector(`[data-part="${part}-bar"]`).value = of > 0 ? Math.min(1, done / of) : 0;
  setText(root.querySelector(`[data-part="${part}"]`), text);
}
