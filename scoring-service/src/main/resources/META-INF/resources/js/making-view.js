// One dataset that is being made: how far it is, what was dropped and why, what was kept, and what it costs.

import * as api from "./api.js";
import { fill, h, notice, setText } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, NONE, percent, time } from "./format.js";
import { STATES } from "./live.js";
import { cost, count, isOver, KEPT, setShare, share, stateOf, sum } from "./making.js";
import { LATER, Poll, SOON } from "./poll.js";
import { address } from "./routing.js";
import { cell, SortedTable } from "./table.js";

export class MakingView {
  #name;
  #root = h("div", { class: "run" });
  #message = h("div", { class: "messages" }, notice("wait", "Loading…"));
  #state = h("span", { class: "live", role: "status", data: { testid: "live-state", state: "connecting" } }, STATES.connecting);
  #changing = Object.fromEntries(["kept", "requests", "failed", "tokens", "cost", "finished"].map((name) => [name, h("span", { class: "number", data: { part: name } })]));
  #outcomes = new Counts("Outcomes of the questions", "outcomes", ["Outcome", "Questions", "Share, %"]);
  #rejected = new Counts("What could not be used", "rejected", ["Reason", "Times", "Share, %"]);
  #shown = false;
  #poll;

  constructor(parent, { making: name }) {
    this.#name = name;
    this.#root.append(h("div", { class: "run-title" }, h("h1", { class: "run-name" }, name), this.#state), this.#message);
    parent.append(this.#root);
    this.#poll = new Poll(async (signal) => this.#update(await api.making(name, signal)), (error) => this.#failed(error));
  }

  show() {
    // There is one state of it.
  }

  close() {
    this.#poll.close();
  }

  #update(one) {
    if (!this.#shown) {
      this.#shown = true;
      this.#root.append(this.#facts(one), progress(one), h("div", { class: "side-by-side" }, this.#outcomes.element, this.#rejected.element));
    }
    fill(this.#message, one.complete && !count(one.outcomes, KEPT) && notice("error", "No question was kept", "The reasons are below."));
    setShare(this.#root, "written", one.written, one.classes);
    setShare(this.#root, "answered", one.answered, one.questions);
    if (one.budget !== null) {
      setShare(this.#root, "spent", one.cost, one.budget, cost(one));
    }
    const values = {
      kept: integer(count(one.outcomes, KEPT)),
      requests: integer(one.requests),
      failed: integer(one.failed),
      tokens: `${integer(one.promptTokens)} read, ${integer(one.outputTokens)} written`,
      cost: cost(one),
      finished: time(one.finishedAt),
    };
    Object.entries(values).forEach(([part, text]) => setText(this.#changing[part], text));
    this.#outcomes.update(one.outcomes);
    this.#rejected.update(one.rejected);
    const state = stateOf(one);
    this.#state.hidden = false;
    this.#live(state in STATES ? state : "live");
    return isOver(one) ? LATER : SOON;
  }

  #facts(one) {
    const fact = (name, value) => h("div", { class: "fact" }, h("dt", {}, name), h("dd", {}, value));
    return h("dl", { class: "facts" },
      fact("Written by", one.writer), fact("Filtered by", one.answerer), fact("Kept", this.#changing.kept),
      fact("Requests", this.#changing.requests), fact("Failed", this.#changing.failed), fact("Tokens", this.#changing.tokens),
      one.budget === null ? fact("Cost", this.#changing.cost) : null, fact("Started", time(one.createdAt)), fact("Ended", this.#changing.finished));
  }

  #live(state) {
    this.#state.dataset.state = state;
    setText(this.#state, STATES[state]);
  }

  #failed(error) {
    this.#live("disconnected");
    // There is nothing to come back to.
    this.#state.hidden = error.status === 404;
    this.#message.replaceChildren(notice("error", this.#shown ? "The numbers are not up to date" : `“${this.#name}” cannot be shown`, error.message,
      h("a", { href: address({ view: "makings" }) }, "All datasets being made")));
  }
}

function progress(one) {
  const line = (part, name) => h("div", { class: "share-line" }, h("span", {}, name), share(part, name));
  return h("section", { class: "panel shares", "aria-label": "Progress" },
    line("written", "Classes written"), line("answered", "Questions answered"),
    one.budget === null ? null : line("spent", "Cost of the budget"));
}

/** How often what happened, the most frequent first; what never happened stands at the end. */
class Counts {
  #table;
  #columns;
  #all = 0;

  constructor(title, id, columns) {
    this.#columns = columns;
    const [name, times, share] = columns;
    this.#table = new SortedTable(title, { class: "cards" },
      [{ name, value: (one) => one.id }, { name: times, kind: "number", value: (one) => one.count }, { name: share, kind: "number" }],
      { key: (one) => one.id, create: (one) => this.#row(one), update: (row, one) => this.#show(row, one) });
    this.element = h("section", { class: "panel counts", "aria-label": title, data: { testid: id } },
      h("div", { class: "panel-head" }, h("h2", {}, title), exportMenu(id, { rows: () => this.#table.rows })), this.#table.elements);
  }

  update(counts) {
    this.#all = sum(counts);
    this.#table.show([...counts].sort((a, b) => b.count - a.count));
  }

  #show(row, one) {
    row.classList.toggle("muted", one.count === 0);
    setText(row.querySelector("[data-part=count]"), integer(one.count));
    setText(row.querySelector("[data-part=share]"), this.#all ? percent(one.count / this.#all) : NONE);
  }

  #row(one) {
    return h("tr", { role: "row", data: { id: one.id } },
      cell(this.#columns[0], "lead", h("span", {}, one.id), h("span", { class: "sub" }, one.words)),
      cell(this.#columns[1], "number", h("span", { data: { part: "count" } })),
      cell(this.#columns[2], "number", h("span", { data: { part: "share" } })));
  }
}
