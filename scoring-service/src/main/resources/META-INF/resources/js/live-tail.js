// The answers of a run as they come, with their pictures: the newest first, this many at most, a few each second. The
// service reads no more than can be looked at; of how many these are some stands above them.

import { answerCard, keyOf, spoken } from "./answer-card.js";
import { tailAddress } from "./api.js";
import { h, setText } from "./dom.js";
import { integer, plural, rate } from "./format.js";
import { address } from "./routing.js";
import { Shift } from "./shift.js";
import { Steps } from "./steps.js";
import { Stream } from "./stream.js";

const MOST = 60;
/** After so long without an answer the rate is no longer that of the moment. */
const QUIET = 4000;
/** A picture that takes longer than this comes in after its card. */
const PATIENCE = 400;

export class LiveTail {
  #stream;
  #route = null;
  #watched = false;
  #complete = false;
  #lost = false;
  #paused = false;
  #open = false;
  #pointed = false;
  #news = null;
  #waiting = [];
  #missed = 0;
  #drawing = Promise.resolve();
  #quiet = null;
  #rate = h("p", { class: "muted number", data: { testid: "tail-rate" } });
  #pause = h("button", { type: "button", class: "quiet", "aria-pressed": "false", on: { click: () => this.#toggle() } }, "Pause");
  #aloud = h("button", { type: "button", class: "quiet", "aria-pressed": "false", title: "Have a screen reader announce the newest answer once a second", on: { click: () => this.#speak() } }, "Read aloud");
  #voice = h("p", { class: "hidden", "aria-live": "off" });
  #list = h("ol", { class: "tail tiles", "aria-live": "off", "aria-label": "Newest answers, newest first", data: { testid: "tail" } });
  #shift = new Shift(this.#list);
  /** The items of the cards, for whoever goes from one to the next. */
  steps = new Steps();

  constructor(manifest) {
    this.#stream = new Stream(tailAddress(manifest.run), { answers: (news) => this.#received(news), deleted: () => this.#stream.stop() },
      () => this.#connected(false), () => this.#connected(true));
    this.element = h("section", { class: "panel live-answers", "aria-label": "Answers as they come" },
      h("div", { class: "panel-head" }, h("h2", {}, "Answers as they come"), h("span", { class: "take" }, this.#rate, this.#aloud, this.#pause)),
      this.#list, this.#voice);
    const hold = (pointed) => {
      this.#pointed = pointed;
      this.#flush();
    };
    this.#list.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && hold(true));
    this.#list.addEventListener("pointerleave", () => hold(false));
    this.#list.addEventListener("focusout", () => setTimeout(() => this.#flush()));
    document.addEventListener("visibilitychange", this.#seen);
  }

  /** Listens only while somebody watches; what is shown stays as it is while an item is open, which the reader steps through. */
  watch(watched, open) {
    this.#open = open;
    if (watched !== this.#watched) {
      this.#watched = watched;
      if (watched) {
        this.#stream.start();
      } else {
        this.#stream.stop();
      }
    }
  }

  async show(route) {
    this.#route = route;
    [...this.#list.children].forEach((card) => card.querySelector("a").setAttribute("href", this.#address(card.dataset)));
    this.#flush();
    await this.#drawing;
  }

  update(metrics) {
    this.#complete = metrics.complete;
    this.#say();
  }

  close() {
    this.#stream.stop();
    clearTimeout(this.#quiet);
    document.removeEventListener("visibilitychange", this.#seen);
  }

  #seen = () => this.#flush();

  #address({ item, model }) {
    return address({ ...this.#route, model, item });
  }

  #connected(lost) {
    this.#lost = lost;
    this.#say();
  }

  /** Why nothing is drawn for now; null: it is. */
  #held() {
    return this.#paused ? "Paused"
      : document.hidden || this.#open ? "Held"
        : this.#pointed || this.#list.matches(":focus-within") ? "Paused while you are at a card" : null;
  }

  #received(news) {
    this.#news = news.seconds > 0 ? news : null;
    this.#waiting = [...news.answers, ...this.#waiting].slice(0, MOST);
    this.#missed += news.seconds > 0 ? news.arrived : 0;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#news = null;
      this.#say();
    }, QUIET);
    this.#flush();
  }

  /** Draws what waits, unless the reader looks closely at what is there. */
  #flush() {
    if (this.#waiting.length > 0 && this.#route && (this.#list.childElementCount === 0 || !this.#held())) {
      const lines = this.#waiting;
      const missed = this.#missed;
      this.#waiting = [];
      this.#missed = 0;
      this.#drawing = this.#drawing.then(() => this.#draw(lines, missed));
    }
    this.#say();
  }

  async #draw(lines, missed) {
    const shown = new Set([...this.#list.children].map((card) => card.dataset.key));
    const cards = lines.filter((line) => !shown.has(keyOf(line)))
      .map((line) => answerCard(line, this.#address(line), { testid: "tail-card", images: {} }));
    await Promise.race([Promise.allSettled(cards.map((card) => card.querySelector("img")?.decode())), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    if (this.#list.childElementCount > 0 && this.#held()) {
      // The reader came to a card, or opened one, while the pictures loaded.
      this.#waiting = [...this.#waiting, ...lines].slice(0, MOST);
      this.#missed += missed;
      this.#say();
      return;
    }
    this.#shift.prepend(cards, MOST);
    const items = [...new Set([...this.#list.children].map((card) => card.dataset.item))];
    this.steps.set(0, items);
    if (cards.length > 0 && this.#voice.getAttribute("aria-live") === "polite") {
      setText(this.#voice, spoken(lines[0]));
    }
    this.#say();
  }

  #say() {
    const newer = this.#missed > 0 ? `; ${integer(this.#missed)} newer` : "";
    const held = this.#held();
    const count = this.#list.childElementCount;
    setText(this.#rate, this.#lost ? "Disconnected, retrying…"
      : held && count > 0 && (newer || this.#paused) ? `${held}${newer}`
        : this.#news ? speed(this.#news)
          : this.#complete ? (count > 0 ? `The run is complete: its last ${plural(count, "answer")}` : "Loading…") : "Waiting for answers…");
  }

  #toggle() {
    this.#paused = !this.#paused;
    this.#pause.setAttribute("aria-pressed", String(this.#paused));
    setText(this.#pause, this.#paused ? "Resume" : "Pause");
    this.#flush();
  }

  #speak() {
    const on = this.#voice.getAttribute("aria-live") === "off";
    this.#voice.setAttribute("aria-live", on ? "polite" : "off");
    this.#aloud.setAttribute("aria-pressed", String(on));
  }
}

/** All that come, or how many of them are shown. */
function speed({ arrived, seconds, answers }) {
  const all = short(arrived / seconds);
  return arrived > answers.length ? `Showing ${short(answers.length / seconds)} of ${all} per second` : `${all} per second`;
}

const short = (value) => rate(value).replace(/\.0$/, "");
