// The keyboard: / goes to the search of the view, Escape empties and leaves it, left and right turn the
// page of the list in view, up and down go from row to row or card to card.

const STEPS = { ArrowLeft: "previous", ArrowRight: "next" };
const MOVES = { ArrowUp: -1, ArrowDown: 1 };
const ROWS = "[data-row] a, [data-row] button.row";

export function startKeys(root) {
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) {
      return;
    }
    const done = typing(event.target) ? leave(event) : act(root, event);
    if (done) {
      event.preventDefault();
    }
  });
}

function typing(element) {
  return element.matches?.("input, select, textarea");
}

function leave(event) {
  if (event.key !== "Escape" || !event.target.matches("input[type=search]")) {
    return false;
  }
  if (event.target.value) {
    event.target.value = "";
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    event.target.blur();
  }
  return true;
}

function act(root, event) {
  if (event.key === "/") {
    const search = visible(root, "input[type=search]")[0];
    search?.focus();
    return Boolean(search);
  }
  if (STEPS[event.key] && !scrollsSideways(event.target)) {
    const link = visible(root, `.pages [data-step="${STEPS[event.key]}"]`)[0];
    link?.click();
    return Boolean(link);
  }
  return MOVES[event.key] ? move(root, MOVES[event.key]) : false;
}

/** Only from a row that has the focus: elsewhere the arrows scroll, as they do on every page. */
function move(root, direction) {
  const rows = visible(root, ROWS);
  const index = rows.indexOf(document.activeElement);
  const next = index < 0 ? null : rows[index + direction];
  next?.focus();
  return Boolean(next);
}

function scrollsSideways(element) {
  return element !== document.body && element.scrollWidth > element.clientWidth + 1;
}

function visible(root, selector) {
  return [...root.querySelectorAll(selector)].filter((element) => element.offsetParent !== null);
}
