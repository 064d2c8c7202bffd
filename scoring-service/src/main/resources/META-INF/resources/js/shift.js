// New cards at the head of a grid: those that were there slide to their new places, those that change their row fade in there.

const SLIDE = { duration: 320, easing: "cubic-bezier(.2, .7, .3, 1)" };
const FADE = { duration: 420, easing: "ease-out" };

export class Shift {
  #grid;
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(grid) {
    this.#grid = grid;
  }

  /** Puts the cards first, in their order, and takes those off the end that are too many. */
  prepend(cards, most) {
    const before = this.#still.matches ? new Map() : new Map([...this.#grid.children].map((card) => [card, card.getBoundingClientRect()]));
    this.#grid.prepend(...cards);
    [...this.#grid.children].slice(most).forEach((card) => card.remove());
    if (!this.#still.matches) {
      this.#move(cards, before);
    }
  }

  #move(cards, before) {
    cards.forEach((card) => card.animate({ opacity: [0, 1] }, FADE));
    before.forEach((old, card) => {
      const now = card.getBoundingClientRect();
      if (now.left === old.left && now.top === old.top) {
        return;
      }
      if (now.top === old.top) {
        card.animate({ transform: [`translateX(${old.left - now.left}px)`, "none"] }, SLIDE);
      } else {
        card.animate({ opacity: [0, 1] }, FADE);
      }
    });
  }
}
