// The live state of a run: Server-Sent Events with a reconnect of our own. The browser's EventSource
// gives up for good on an HTTP error (a restarting service behind a proxy), which must not end a view.

import { eventsAddress } from "./api.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

export const STATES = {
  connecting: "Connecting…",
  live: "Live",
  paused: "Paused",
  disconnected: "Disconnected, retrying…",
  judging: "Complete, being judged",
  complete: "Complete",
  stopped: "Stopped",
  deleted: "Deleted",
};

/** One run's stream. `onMetrics(metrics)` for each change, `onState(name)` with a name of STATES. */
export class Live {
  #run;
  #onMetrics;
  #onState;
  #source = null;
  #timer = null;
  #wait = FIRST_WAIT;
  state = "connecting";

  constructor(run, onMetrics, onState) {
    this.#run = run;
    this.#onMetrics = onMetrics;
    this.#onState = onState;
  }

  start() {
    this.stop();
    this.#set(this.state === "disconnected" ? "disconnected" : "connecting");
    const source = new EventSource(eventsAddress(this.#run));
    this.#source = source;
    source.addEventListener("open", () => this.#opened());
    source.addEventListener("metrics", (event) => this.#received(JSON.parse(event.data)));
    source.addEventListener("deleted", () => this.#ended("deleted"));
    source.addEventListener("error", () => this.#lost());
  }

  stop() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  pause() {
    this.stop();
    this.#set("paused");
  }

  #opened() {
    this.#wait = FIRST_WAIT;
    this.#set("live");
  }

  #received(metrics) {
    this.#onMetrics(metrics);
    if (metrics.complete && metrics.judged === false) {
      // Judges go on when every answer is there.
      this.#set("judging");
    } else if (metrics.complete) {
      this.#ended("complete");
    }
  }

  #ended(state) {
    this.stop();
    this.#set(state);
  }

  #lost() {
    this.stop();
    this.#set("disconnected");
    this.#timer = setTimeout(() => this.start(), this.#wait);
    this.#wait = Math.min(LONGEST_WAIT, 2 * this.#wait);
  }

  #set(state) {
    this.state = state;
    this.#onState(state);
  }
}
