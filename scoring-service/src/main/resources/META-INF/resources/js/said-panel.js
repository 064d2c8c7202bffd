// What each model answered, most often first: a model that says the same whatever it is shown is seen at once.

import * as api from "./api.js";
import { h, setText } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, percent } from "./format.js";
import { coloured } from "./palette.js";
import { Refresher } from "./refresher.js";
import { address } from "./routing.js";

const EVERY = 4000;
const SHOWN = 8;
/** What is taken away. */
const ALL = 1000;
/** An answer this frequent, of this many times the images that are of the class, is pointed out. */
const MUCH = 0.2;
const TOO_MUCH = 3;

export class SaidPanel {
  #run;
  #models;
  #signal;
  #answers = new Map();
  #blocks;
  #message = h("p", { class: "muted panel-note" }, "The classes that each model answered most often. The dark part of a bar is right; the mark says how often the class was shown.");
  #refresher;

  constructor(manifest, signal) {
    this.#run = manifest.run;
    this.#models = manifest.models;
    this.#signal = signal;
    this.#refresher = new Refresher(() => this.#ask(), EVERY, (error) => setText(this.#message, error.message));
    this.#blocks = h("div", { class: "said-blocks" });
    this.element = h("section", { class: "panel said-panel", hidden: true, "aria-label": "What was answered", data: { testid: "said" } },
      h("div", { class: "panel-head" }, h("h2", {}, "What was answered"), exportMenu(`${manifest.run}-answered`, { rows: () => this.#rows() })),
      this.#message, this.#blocks);
  }

  update(metrics) {
    this.#refresher.update(metrics);
  }

  close() {
    this.#refresher.close();
  }

  async #ask() {
    const lists = await Promise.all(this.#models.map((model) => api.answers(this.#run, { model, size: ALL }, this.#signal)));
    this.#answers = new Map(this.#models.map((model, index) => [model, lists[index]]));
    const some = this.#models.filter((model) => this.#answers.get(model).length > 0);
    this.element.hidden = some.length === 0;
    this.#blocks.replaceChildren(...some.map((model) => this.#block(model, this.#answers.get(model))));
  }

  #block(model, answers) {
    const all = answers.reduce((sum, answer) => sum + answer.count, 0);
    const longest = Math.max(answers[0].count, ...answers.slice(0, SHOWN).map((answer) => answer.shown)) / all;
    const [first] = answers;
    const beginning = sharedBeginning(answers.slice(0, SHOWN).filter((answer) => !answer.named && answer.said !== null).map((answer) => answer.said));
    const biased = first.said !== null && first.count / all >= MUCH && first.count >= TOO_MUCH * Math.max(1, first.shown);
    return h("section", { class: "said-block", "aria-label": model, data: coloured(model) },
      h("h3", {}, h("span", { class: "swatch", "aria-hidden": "true" }), model,
        h("span", { class: "sub" }, `${integer(answers.length)}${answers.length === ALL ? " or more" : ""} different answers of ${integer(all)}`)),
      biased ? h("p", { class: "remark" }, `Answers “${first.said}” for ${percent(first.count / all)} % of the images; ${first.named ? `${percent(first.shown / all)} % show it` : "it names none of the classes"}.`) : null,
      h("ol", { class: "said-bars" }, answers.slice(0, SHOWN).map((answer) => this.#bar(model, answer, all, longest, beginning))));
  }

  #bar(model, { said, named, count, right, shown }, all, longest, beginning) {
    const bar = h("span", { class: "said-bar", "aria-hidden": "true" }, h("span", { class: "said-count" }), h("span", { class: "said-right" }), named ? h("span", { class: "said-shown" }) : null);
    const width = (value) => `${(100 * value) / all / longest}%`;
    [count, right].forEach((value, index) => { bar.children[index].style.width = width(value); });
    if (named) {
      bar.children[2].style.left = width(shown);
    }
    const name = said === null ? "further texts without a class" : named || !beginning || !said.startsWith(beginning) ? said : `… ${said.slice(beginning.length)}`;
    const link = address({ view: "run", run: this.#run, tab: "answers", model, filter: "all", ...(named ? { said } : { said: "", q: (said ?? "").replace(/…$/, "") }) });
    return h("li", { title: named ? `answered ${integer(count)} times, right ${integer(right)} times; shown ${integer(shown)} times` : `${said ?? name}: answered ${integer(count)} times; names none of the classes` },
      h("a", { class: named ? "said-name" : "said-name no-class", href: link }, name), bar,
      h("span", { class: "number" }, `${percent(count / all)} %`));
  }

  #rows() {
    return [...this.#answers].flatMap(([model, answers]) => answers.map(({ said, named, count, right, shown }) => ({ model, answered: said, is_class: named, count, right, shown })));
  }
}

/** The longest run of words with which at least half of these texts begin, of two at least; of each of these something is left. */
function sharedBeginning(texts) {
  const counts = new Map();
  texts.map((text) => text.split(" ")).forEach((words) => {
    for (let end = 1; end < words.length; end++) {
      const beginning = `${words.slice(0, end).join(" ")} `;
      counts.set(beginning, (counts.get(beginning) ?? 0) + 1);
    }
  });
  const shared = [...counts].filter(([, count]) => count >= Math.max(2, texts.length / 2)).map(([beginning]) => beginning);
  return shared.sort((a, b) => b.length - a.length)[0] ?? "";
}
