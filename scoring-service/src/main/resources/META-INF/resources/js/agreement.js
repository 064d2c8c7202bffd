// How far models agree: how many of them are right about each item, with the hardest ones as pictures, and how often two are
// right or wrong together.

import * as api from "./api.js";
import { answerCard } from "./answer-card.js";
import { fill, h } from "./dom.js";
import { integer, percent, plural, signed } from "./format.js";
import { heatMap } from "./heat-map.js";
import { coloured } from "./palette.js";
import { address } from "./routing.js";

const HARDEST = 6;
const CELL = 54;

export class Agreement {
  #run;
  #signal;
  #asked = "";
  #bars = h("ol", { class: "agreement-bars" });
  #alone = h("ul", { class: "plain-list" });
  #matrix = h("div", { class: "drawing-frame", tabindex: "0", role: "region", "aria-label": "Agreement of models, drawn" });
  #hardest = h("div", {});
  element = h("div", { class: "agreement", data: { testid: "agreement" } },
    h("section", { class: "agreement-part", "aria-label": "Items by how many models are right" }, h("h3", {}, "Items by how many models are right"), this.#bars, this.#alone),
    h("section", { class: "agreement-part", "aria-label": "Agreement of models" }, h("h3", {}, "Right or wrong together, % of items"),
      h("p", { class: "muted" }, "As dark as Cohen's κ, which is 0 if two models agree as often as by chance."), this.#matrix),
    this.#hardest);

  constructor(run, signal) {
    this.#run = run;
    this.#signal = signal;
  }

  /** The drawing of the moment, for a file. */
  get drawing() {
    return this.#matrix.firstChild;
  }

  show({ items, rightBy, models }, pairs) {
    this.element.hidden = items === 0 || models.length < 2;
    if (this.element.hidden) {
      return;
    }
    this.#bars.replaceChildren(...rightBy.map((count, right) => this.#bar(count, right, items, models.length)));
    this.#alone.replaceChildren(...models.filter(({ onlyRight }) => onlyRight > 0).map(({ model, onlyRight }) => h("li", { data: coloured(model) },
      h("span", { class: "swatch", "aria-hidden": "true" }), h("b", {}, model), " alone is right about ",
      h("a", { href: this.#answers({ model, filter: "right", rightBy: "one" }) }, plural(onlyRight, "item")))));
    this.#matrix.replaceChildren(matrix(models.map(({ model }) => model), pairs));
    this.#showHardest(rightBy[0], models[0].model);
  }

  #answers(route) {
    return address({ view: "run", run: this.#run, tab: "answers", filter: "all", ...route });
  }

  #bar(count, right, items, models) {
    const bar = h("span", { class: "said-bar", "aria-hidden": "true" }, h("span", { class: right === 0 ? "said-count none-right" : "said-count" }));
    bar.firstChild.style.width = `${(100 * count) / items}%`;
    const name = right === 0 ? "no model" : right === models ? `all ${integer(models)}` : `${integer(right)} of ${integer(models)}`;
    const by = right === 0 ? "none" : right === models ? "all" : right === 1 ? "one" : "some";
    return h("li", {}, count > 0 ? h("a", { href: this.#answers({ rightBy: by }) }, name) : h("span", { class: "muted" }, name), bar,
      h("span", { class: "number" }, `${integer(count)} · ${percent(count / items)} %`));
  }

  /** Asked for again only where their number has changed. */
  async #showHardest(count, model) {
    const key = `${count}|${model}`;
    if (key === this.#asked) {
      return;
    }
    this.#asked = key;
    if (count === 0) {
      this.#hardest.replaceChildren();
      return;
    }
    try {
      const { items } = await api.items(this.#run, { model, rightBy: "none", page: 0, size: HARDEST }, this.#signal);
      fill(this.#hardest, h("h3", {}, "Hardest items: no model is right ", h("a", { href: this.#answers({ rightBy: "none" }) }, `All ${integer(count)}`)),
        h("ol", { class: "tiles", "aria-label": "Hardest items" }, items.map((line) => answerCard(line, this.#answers({ model, rightBy: "none", item: line.item }), { testid: "hardest" }))));
    } catch (error) {
      if (!api.cancelled(error)) {
        this.#asked = "";
      }
    }
  }
}

function matrix(models, pairs) {
  const names = models.map((name) => ({ name }));
  const of = (one, other) => pairs.find(({ first, second }) => (first === one && second === other) || (first === other && second === one));
  return heatMap("How often two models are right or wrong about the same items", { rows: names, columns: names, size: CELL, cell: (y, x) => {
    const pair = y === x ? null : of(models[y], models[x]);
    return pair?.n ? cell(pair) : null;
  } });
}

function cell(pair) {
  const { first, second, n, bothRight, bothWrong, onlyFirst, onlySecond } = pair;
  const share = (bothRight + bothWrong) / n;
  const right = [(bothRight + onlyFirst) / n, (bothRight + onlySecond) / n];
  const chance = right[0] * right[1] + (1 - right[0]) * (1 - right[1]);
  const kappa = chance < 1 ? (share - chance) / (1 - chance) : null;
  return { share: Math.max(0, kappa ?? 0), kind: "is-alike", words: percent(share),
    title: `${first} and ${second}: right or wrong together about ${percent(share)} % of ${plural(n, "item")}, κ ${signed(kappa)}; both right ${integer(bothRight)}, both wrong ${integer(bothWrong)}` };
}
