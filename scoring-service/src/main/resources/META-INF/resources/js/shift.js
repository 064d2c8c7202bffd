// New cards at the head of a grid: they grow to their size, and those that were there slide to their new places. Nothing fades:
// half-transparent text is too faint to read.

const SLIDE = { duration: 320, easing: "cubic-bezier(.2, .7, .3, 1)" };
const GROW = { duration: 320, easing: "ease-out" };

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
      cards.forEach((card) => card.animate({ transform: ["scale(.9)", "none"] }, GROW));
      before.forEach((old, card) => slide(card, old));
    }
  }
}

function slide(card, old) {
  const now = card.getBoundingClientRect();
  const [x, y] = [old.left - now.left, old.top - now.top];
  if (card.isConnected && (x !== 0 || y !== 0) && (seen(old) || seen(now))) {
    card.animate({ transform: [`translate(${x}px, ${y}px)`, "none"] }, SLIDE);
  }
}

const seen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
