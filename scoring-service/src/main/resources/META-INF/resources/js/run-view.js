// One run: fetches its manifest, follows its live metrics, and hands both to the parts of the view.

import * as api from "./api.js";
import { Answers } from "./answers.js";
import { CurvePanel } from "./curve-panel.js";
import { DeadLetters } from "./dead-letters.js";
import { Detail } from "./detail.js";
import { h, notice } from "./dom.js";
import { Live } from "./live.js";
import { ModelsTable } from "./models-table.js";
import { here, go } from "./routing.js";
import { RunHeader } from "./run-header.js";

const RETRY = 2000;

export class RunView {
  #root = h("div", { class: "run" });
  #abort = new AbortController();
  #run;
  #route;
  #parts = null;
  #live = null;
  #timer = null;
  #steppedIn = false;

  constructor(parent, route) {
    this.#run = route.run;
    parent.append(this.#root);
    this.#root.append(h("h1", { class: "run-name" }, route.run), notice("wait", "Loading…"));
    this.#load();
  }

  /** Shows the answers and the detail that the route names. */
  async show(route) {
    this.#steppedIn ||= Boolean(this.#route && !this.#route.item && route.item);
    this.#route = route;
    if (this.#parts === null) {
      return;
    }
    const { answers, detail } = this.#parts;
    if (!route.item) {
      this.#steppedIn = false;
      detail.hide();
    }
    await answers.show(route);
    if (route.item && this.#route === route) {
      await this.#showDetail(route);
    }
  }

  close() {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#live?.stop();
    Object.values(this.#parts ?? {}).forEach((part) => part.close?.());
  }

  async #load() {
    try {
      const signal = this.#abort.signal;
      const [manifest, metrics] = await Promise.all([api.manifest(this.#run, signal), api.metrics(this.#run, signal)]);
      this.#build(manifest);
      this.#update(metrics);
      this.#live.start();
      await this.show(here());
    } catch (error) {
      if (!api.cancelled(error)) {
        this.#failed(error);
      }
    }
  }

  #failed(error) {
    const gone = error.status === 404;
    const back = h("a", { href: "#/" }, "All runs");
    this.#root.replaceChildren(h("h1", { class: "run-name" }, this.#run),
      notice("error", gone ? "There is no such run" : "The run cannot be shown", error.message, gone ? back : "Trying again…"));
    if (!gone) {
      this.#timer = setTimeout(() => this.#load(), RETRY);
    }
  }

  #build(manifest) {
    const signal = this.#abort.signal;
    this.#live = new Live(this.#run, (metrics) => this.#update(metrics), (state) => this.#parts.header.live(state));
    this.#parts = {
      header: new RunHeader(manifest, () => this.#toggle()),
      models: new ModelsTable(manifest),
      curve: new CurvePanel(manifest, signal),
      answers: new Answers(manifest, signal),
      dead: new DeadLetters(this.#run, signal),
      detail: new Detail(() => this.#closeDetail(), (direction) => this.#step(direction)),
    };
    this.#root.replaceChildren(...Object.values(this.#parts).map((part) => part.element));
  }

  #update(metrics) {
    const { header, models, curve, answers, dead } = this.#parts;
    [header, models, curve, answers, dead].forEach((part) => part.update(metrics));
  }

  #toggle() {
    if (this.#live.state === "paused") {
      this.#live.start();
    } else {
      this.#live.pause();
    }
  }

  async #showDetail(route) {
    const { answers, detail } = this.#parts;
    try {
      const found = await answers.find(route.item);
      if (this.#route === route) {
        detail.show(route, found);
      }
    } catch (error) {
      if (!api.cancelled(error)) {
        detail.fail(route, error.message);
      }
    }
  }

  async #step(direction) {
    const to = await this.#parts.answers.neighbour(this.#route.item, direction);
    if (to && this.#route.item) {
      go({ ...this.#route, ...to }, { replace: true });
    }
  }

  #closeDetail() {
    const item = this.#route.item;
    if (!item) {
      return;
    }
    if (this.#steppedIn) {
      history.back();
    } else {
      go({ ...this.#route, item: null }, { replace: true });
    }
    this.#parts.answers.focus(item);
  }
}
