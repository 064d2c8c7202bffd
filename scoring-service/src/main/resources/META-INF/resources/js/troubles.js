// What keeps the installation from working, above every view: brokers that do not answer, a disk that is full, a model that is unavailable; and
// what waits for something.

import * as api from "./api.js";
import { fill, notice } from "./dom.js";
import { LATER, Poll } from "./poll.js";

const TITLES = {
  kafka: "Kafka does not answer: nothing moves",
  disk: "A disk is running out of room",
  model: "A model is unavailable",
  waiting: "Something waits",
};

export function startTroubles(place) {
  let shown = "[]";
  // While the service does not answer, the view says so, and what was wrong before stays.
  return new Poll(async (signal) => {
    const troubles = await api.troubles(signal);
    const now = JSON.stringify(troubles);
    // Told once, not at each turn.
    if (now !== shown) {
      shown = now;
      fill(place, troubles.map(({ of, text }) => notice(of === "waiting" ? "wait" : "error", TITLES[of] ?? of, text)));
    }
    return LATER;
  }, () => {});
}
