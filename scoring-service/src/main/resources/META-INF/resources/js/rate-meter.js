// How fast a number grows now: over the last ten seconds, so that a batch every other second does not make it jump.

const WINDOW = 10;

export class RateMeter {
  #samples = [];

  /** Notes the number at a time in seconds. */
  note(count, now) {
    this.#samples.push({ count, now });
    while (this.#samples.length > 2 && this.#samples[1].now <= now - WINDOW) {
      this.#samples.shift();
    }
  }

  /** By the second; null as long as too little was seen. */
  get perSecond() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    return first === undefined || last.now - first.now < 1 ? null : (last.count - first.count) / (last.now - first.now);
  }
}
