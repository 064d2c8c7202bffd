// One run: fetches its manifest, follows its live metrics, and hands both to the parts of the view.

import * as api from "./api.js";
import { Answers } from "./answers.js";
import { AwayModels } from "./away-models.js";
import { Classes } from "./classes.js";
import { CurvePanel } from "./curve-panel.js";
import { DeadLetters } from "./dead-letters.js";
import { Detail } from "./detail.js";
import { h, notice } from "./dom.js";
import { FrequencyPanel } from "./frequency-panel.js";
import { LikelihoodPanel } from "./likelihood-panel.js";
import { Live } from "./live.js";
import { LiveTail } from "./live-tail.js";
import { ModelsTable } from "./models-table.js";
import { PairsPanel } from "./pairs-panel.js";
import { ReliabilityPanel } from "./reliability-panel.js";
import { knowColours } from "./palette.js";
import { here, go } from "./routing.js";
import { RunHeader } from "./run-header.js";
import { RunStart } from "./run-start.js";
import { SaidPanel } from "./said-panel.js";
import { Tabs } from "./tabs.js";
import { VerdictsPanel } from "./verdicts-panel.js";
import { Versus } from "./versus.js";

const RETRY = 2000;
/** What each part of the view consists of, in order. */
const SHOWN = { overview: ["start", "models", "curve", "said", "pairs", "verdicts", "likelihood", "reliability", "frequency", "dead"], answers: ["answers"], classes: ["classes"], versus: ["versus"], live: ["tail"] };

export class RunView {
  #root = h("div", { class: "run" });
  #abort = new AbortController();
  #run;
  #manifest = null;
  #route;
  #parts = null;
  #live = null;
  #problem = null;
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
    const { tabs, detail, tail } = this.#parts;
    tail.watch(route.tab === "live", Boolean(route.item));
    if (!route.item) {
      this.#steppedIn = false;
      detail.hide();
    }
    tabs.show(route);
    Object.entries(SHOWN).forEach(([tab, names]) => names.forEach((name) => {
      this.#parts[name].element.classList.toggle("other-tab", tab !== route.tab);
    }));
    await this.#list(route)?.show(route);
    if (route.item && this.#route === route) {
      await this.#showDetail(route);
    }
  }

  /** The part whose list the route's page and filter are about; the overview has none. */
  #list(route) {
    return this.#parts[{ live: "tail", overview: null }[route.tab] ?? route.tab];
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
      await knowColours(manifest.models, signal);
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
    if (this.#problem !== error.message) {
      this.#problem = error.message;
      const gone = error.status === 404;
      const back = h("a", { href: "#/" }, "All runs");
      this.#root.replaceChildren(h("h1", { class: "run-name" }, this.#run),
        notice("error", gone ? "There is no such run" : "The run cannot be shown", error.message, gone ? back : "Trying again…"));
    }
    // One that was pushed a moment ago is not known yet.
    this.#timer = setTimeout(() => this.#load(), RETRY);
  }

  #build(manifest) {
    this.#manifest = manifest;
    const signal = this.#abort.signal;
    this.#live = new Live(this.#run, (metrics) => this.#update(metrics), (state) => this.#parts.header.live(state));
    this.#parts = {
      header: new RunHeader(manifest, () => this.#toggle()),
      away: new AwayModels(manifest, signal),
      tabs: new Tabs(Object.keys(SHOWN)),
      start: new RunStart(manifest),
      models: new ModelsTable(manifest),
      curve: new CurvePanel(manifest, signal),
      said: new SaidPanel(manifest, signal),
      pairs: new PairsPanel(manifest, signal),
      verdicts: new VerdictsPanel(manifest),
      likelihood: new LikelihoodPanel(manifest),
      reliability: new ReliabilityPanel(manifest),
      frequency: new FrequencyPanel(manifest, signal),
      answers: new Answers(manifest, signal),
      dead: new DeadLetters(this.#run, signal),
      tail: new LiveTail(manifest),
      classes: new Classes(manifest, signal),
      versus: new Versus(manifest, signal),
      detail: new Detail(manifest, () => this.#closeDetail(), (direction) => this.#step(direction)),
    };
    this.#root.replaceChildren(...Object.values(this.#parts).map((part) => part.element));
  }

  #update(metrics) {
    Object.values(this.#parts).forEach((part) => part.update?.(metrics));
  }

  #toggle() {
    if (this.#live.state === "paused") {
      this.#live.start();
    } else {
      this.#live.pause();
    }
  }

  async #showDetail(route) {
    const { detail } = this.#parts;
    try {
      const lines = await this.#linesOf(route);
      if (this.#route === route) {
        detail.show({ lines, ...this.#list(route)?.steps.placeOf(route.item) ?? { place: null, total: 0 } });
      }
    } catch (error) {
      if (!api.cancelled(error)) {
        detail.fail(route, error.message);
      }
    }
  }

  /** All models' answers; of another run, with which this one is compared, that model's. */
  async #linesOf({ item, tab, of, against }) {
    const signal = this.#abort.signal;
    const [own, other] = await Promise.all([api.item(this.#run, item, null, signal),
      tab === "versus" && of ? api.item(of, item, against, signal) : []]);
    return [...own, ...other];
  }

  async #step(direction) {
    const to = await this.#list(this.#route)?.steps.neighbour(this.#route.item, direction);
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
    document.querySelector(`[data-row="${CSS.escape(item)}"] a`)?.focus();
  }
}
