// What the run is, how far it is, and whether the numbers below are live.

import { exportFile } from "./api.js";
import { fill, h, notice, setText } from "./dom.js";
import { counted, dollars, integer, NONE, percent, plural, progress, rate, span, time } from "./format.js";
import { exportMenu } from "./download.js";
import { STATES } from "./live.js";
import { RateMeter } from "./rate-meter.js";
import { address } from "./routing.js";
import { ended } from "./run-state.js";

const SECOND = 1000;
/** Where settings are folded away, so that what they led to comes first. */
const NARROW = matchMedia("(max-width: 720px)");
/** The tasks of models that rank classes for an image. */
const RANKING = new Set(["zero-shot", "supervised"]);
const VARIANTS = { "class-name": "with the class name given", "no-image": "without the image", "text-only": "without the image, with the class name given" };

export class RunHeader {
  #items;
  #bar = h("progress", { max: 1, value: 0, "aria-label": "Progress of the run" });
  #share = h("span", { class: "number share" });
  #done = h("span", { class: "number muted" });
  #state = h("span", { class: "live", role: "status", data: { testid: "live-state", state: "connecting" } }, STATES.connecting);
  #goal = h("span", { class: "number" });
  #rate = h("span", { class: "number", data: { testid: "rate" } });
  #left = h("span", { class: "number", data: { testid: "eta" } });
  #cost = h("span", { class: "number" });
  #budget;
  #gap;
  #failed = 0;
  #absent = [];
  #problem = h("div", { data: { testid: "problem" } });
  #meter = new RateMeter();
  #metrics = null;
  #timer = setInterval(() => this.#pace(), SECOND);
  #pause;

  constructor(manifest, onToggle) {
    this.#budget = manifest.budget ?? null;
    this.#gap = h("a", { href: address({ view: "gap", runs: [manifest.run] }), hidden: true, data: { testid: "gap-link" } }, "The gap to CLIP");
    this.#items = h("span", { class: "number" }, integer(manifest.items));
    this.#pause = h("button", { type: "button", class: "quiet pause", on: { click: onToggle } }, "Pause");
    this.element = h("header", { class: "run-header" },
      h("div", { class: "run-title" },
        h("h1", { class: "run-name" }, manifest.run),
        h("div", { class: "run-live" }, this.#pause, this.#state)),
      h("dl", { class: "facts pace", data: { testid: "pace" } }, fact("Goal", this.#goal), fact("Rate", this.#rate), fact("Time", this.#left), fact("Cost", this.#cost)),
      h("details", { class: "settings", open: !NARROW.matches }, h("summary", {}, "Settings"), facts(manifest, this.#items)),
      h("div", { class: "run-progress" }, this.#bar, this.#share, this.#done,
        h("span", { class: "links export" }, this.#gap, h("a", { href: address({ view: "leaderboard", dataset: manifest.dataset }) }, "Leaderboard"),
          exportMenu(manifest.run, { files: [exportFile(manifest.run)] }))),
      this.#problem);
  }

  update(metrics) {
    const done = metrics.models.reduce((sum, model) => sum + counted(model), 0);
    this.#failed = metrics.models.reduce((sum, model) => sum + model.failed, 0);
    this.#absent = metrics.absent ?? [];
    this.#gap.hidden = !hasGap(metrics.models);
    const models = metrics.models.length - (metrics.absent?.length ?? 0);
    const share = metrics.complete ? 1 : metrics.problem ? null : progress(metrics.items, models, done);
    this.#bar.value = share ?? 0;
    setText(this.#items, integer(metrics.items));
    setText(this.#share, share === null ? NONE : `${percent(share)} %`);
    fill(this.#problem, metrics.problem
      ? notice("error", "This run will never be complete", metrics.problem)
      : metrics.absent?.length && notice("wait", `Not asked: ${metrics.absent.join(", ")}`,
        `No service announced ${metrics.absent.length > 1 ? "them" : "it"} in time, so the run continues without. To ask after all: vlmstream runs ask ${metrics.run} ${metrics.absent.join(" ")}`));
    setText(this.#done, metrics.items && !metrics.problem
      ? `${integer(done)} of ${integer(metrics.items * models)} answers` : `${integer(done)} answers so far`);
    setText(this.#goal, metrics.items ? `${plural(metrics.items, "item")} × ${plural(models, "model")}` : "as many items as are pushed");
    setText(this.#cost, costs(metrics, this.#budget));
    this.#metrics = metrics;
    this.#pace();
  }

  close() {
    clearInterval(this.#timer);
  }

  /** Continues without news: then the rate falls. */
  #pace() {
    if (this.#metrics === null) {
      return;
    }
    const { complete, problem, models } = this.#metrics;
    this.#meter.note(models.reduce((sum, model) => sum + counted(model), 0), Date.now() / 1000);
    const now = this.#meter.perSecond;
    const left = complete || problem ? null : remaining(this.#metrics);
    setText(this.#rate, complete ? `${rate(average(models))} answers/s on average` : now === null ? NONE : `${rate(now)} answers/s`);
    setText(this.#left, complete ? `took ${span(taken(models))}` : left === null ? NONE : `about ${span(left)} left`);
  }

  live(state) {
    this.#state.dataset.state = state;
    const flawed = state === "complete" && this.#failed > 0;
    this.#state.dataset.flawed = String(flawed);
    setText(this.#state, flawed ? capitalised(ended(this.#failed, this.#absent)) : STATES[state]);
    setText(this.#pause, state === "paused" ? "Resume" : "Pause");
    const over = ["complete", "deleted"].includes(state);
    this.#pause.classList.toggle("gone", over);
    this.#pause.disabled = over;
  }
}

/** Whether a model that sees the image alone stands beside one that is asked in words. */
function hasGap(models) {
  const tasks = models.map((model) => model.task).filter(Boolean);
  return tasks.includes("zero-shot") && tasks.some((task) => !RANKING.has(task));
}

/** Seconds until the slowest model is through at its rate so far; null while no rate is known. */
function remaining({ items, models }) {
  const waits = models.map((model) => (items && model.itemsPerSecond ? (items - counted(model)) / model.itemsPerSecond : null));
  return waits.some((wait) => wait === null) ? null : Math.max(0, ...waits);
}

/** Seconds from the first answer to the last; null without answers. */
function taken(models) {
  const timed = models.filter((model) => model.firstAt && model.lastAt);
  return timed.length ? (Math.max(...timed.map((model) => model.lastAt)) - Math.min(...timed.map((model) => model.firstAt))) / 1000 : null;
}

/** Answers a second from the first to the last. */
function average(models) {
  const seconds = taken(models);
  return seconds > 0 ? models.reduce((sum, model) => sum + counted(model), 0) / seconds : null;
}

/** Of the answers, against the budget where there is one, and of judging them. */
function costs({ models, judgingCost = 0 }, budget) {
  const answers = models.reduce((sum, model) => sum + (model.cost ?? 0), 0);
  const spent = answers > 0 ? dollars(answers) : "$0";
  return [budget === null ? spent : `${spent} of ${dollars(budget)}`, judgingCost > 0 ? `judges ${dollars(judgingCost)}` : ""].filter(Boolean).join(" · ");
}

function facts(manifest, items) {
  return h("dl", { class: "facts" },
    fact("Dataset", [manifest.dataset, manifest.split].filter(Boolean).join(" · ")),
    fact("Task", manifest.benchmark ? `${manifest.task} · ${manifest.benchmark}` : manifest.task),
    manifest.variant ? fact("Asked", VARIANTS[manifest.variant] ?? manifest.variant) : null,
    fact("Items", items),
    manifest.classCount ? fact("Classes", integer(manifest.classCount)) : null,
    manifest.task === "closed-world" ? fact("Labels offered", labels(manifest)) : null,
    fact("Seed", String(manifest.seed ?? NONE)),
    fact("Started", time(manifest.createdAt)),
    fact("Software", manifest.softwareVersion),
    manifest.prompt ? wide("Prompt", h("q", {}, manifest.prompt), h("span", { class: "muted" }, ` ${style(manifest)}`)) : null,
    manifest.classCount && manifest.templates?.length ? fact("Text templates", templates(manifest.templates)) : null,
    manifest.archived ? fact("Archived", "yes") : null,
    Object.entries(manifest.judges ?? {}).map(([rule, judge]) => fact(`Judge: ${rule}`, judge)),
    Object.entries(manifest.settings ?? {}).filter(([key]) => !ELSEWHERE.has(key)).map(([key, value]) => fact(capitalised(key), value)),
    Object.entries(manifest.tags ?? {}).map(([name, value]) => fact(name, value)));
}

/** Settings that the lines above show, whether or not they are the default. */
const ELSEWHERE = new Set(["variant", "labels", "order", "seed", "prompt", "prompt-style", "templates", "judges", "budget"]);

function capitalised(key) {
  const name = key.replaceAll("-", " ");
  return name[0].toUpperCase() + name.slice(1);
}

function fact(name, ...value) {
  return h("div", { class: "fact" }, h("dt", {}, name), h("dd", {}, value));
}

function wide(name, ...value) {
  const element = fact(name, ...value);
  element.classList.add("wide");
  return element;
}

function labels(manifest) {
  return `${manifest.labels ? `K = ${integer(manifest.labels)}` : "all"}, ${manifest.order ?? "random"} order`;
}

function style(manifest) {
  return manifest.promptStyle === "study" ? "(the study's template)" : "(each model's own template)";
}

function templates(list) {
  return list.length === 1 ? h("q", {}, list[0]) : [h("q", {}, list[0]), ` and ${integer(list.length - 1)} more`];
}
