// The live state of a run: its numbers as they change, until it is complete or the reader pauses.

import { eventsAddress } from "./api.js";
import { Stream } from "./stream.js";

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
  #stream;
  #onMetrics;
  #onState;
  state = "connecting";

  constructor(run, onMetrics, onState) {
    this.#onMetrics = onMetrics;
    this.#onState = onState;
    this.#stream = new Stream(eventsAddress(run), { metrics: (metrics) => this.#received(metrics), deleted: () => this.#ended("deleted") },
      () => this.#set("live"), () => this.#set("disconnected"));
  }

  start() {
    this.#set("connecting");
    this.#stream.start();
  }

  stop() {
    this.#stream.stop();
  }

  pause() {
    this.stop();
    this.#set("paused");
  }

  #received(metrics) {
    this.#onMetrics(metrics);
    if (metrics.complete && metrics.judged === false) {
      // Judges continue when every answer is there.
      this.#set("judging");
    } else if (metrics.complete) {
      this.#ended("complete");
    }
  }

  #ended(state) {
    this.stop();
    this.#set(state);
  }

  #set(state) {
    this.state = state;
    this.#onState(state);
  }
}
