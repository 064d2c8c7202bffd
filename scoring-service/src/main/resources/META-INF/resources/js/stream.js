// Server-Sent Events with a reconnect of our own. The browser's EventSource gives up for good on an HTTP error
// (a restarting service behind a proxy), which must not end a view.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

export class Stream {
  #address;
  #listeners;
  #onOpen;
  #onLost;
  #source = null;
  #timer = null;
  #wait = FIRST_WAIT;

  /** `listeners`: for the name of an event what takes its data. `onLost` is called for each failure, before the next try. */
  constructor(address, listeners, onOpen, onLost) {
    this.#address = address;
    this.#listeners = listeners;
    this.#onOpen = onOpen;
    this.#onLost = onLost;
  }

  start() {
    this.stop();
    const source = new EventSource(this.#address);
    this.#source = source;
    source.addEventListener("open", () => this.#opened());
    Object.entries(this.#listeners).forEach(([name, take]) => source.addEventListener(name, (event) => take(JSON.parse(event.data))));
    source.addEventListener("error", () => this.#lost());
  }

  stop() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #opened() {
    this.#wait = FIRST_WAIT;
    this.#onOpen();
  }

  #lost() {
    this.stop();
    this.#onLost();
    this.#timer = setTimeout(() => this.start(), this.#wait);
    this.#wait = Math.min(LONGEST_WAIT, 2 * this.#wait);
  }
}
