// Building the document. Whatever comes from data becomes a text node or an attribute value, never markup.

/**
 * An element. Properties: `class`, `data` (an object for data-*), `on` (event listeners), anything else
 * is an attribute; null, undefined and false leave an attribute out. Children: nodes, text, arrays, null.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "on") {
      Object.entries(value).forEach(([type, listener]) => element.addEventListener(type, listener));
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Gives an element other children, which are as those of `h`; the document's own methods would write "null". */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
}

/** Sets the text only where it differs, so that a live region and a selection are not disturbed. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Makes the parent's children those of the list, by key: elements that are there are updated in place,
 * so neither focus nor scroll position nor layout is lost.
 */
export function keyed(parent, list, key, create, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  list.forEach((entry, index) => {
    const id = String(key(entry));
    const element = old.get(id) ?? create(entry);
    old.delete(id);
    element.dataset.key = id;
    update(element, entry);
    if (parent.children[index] !== element) {
      parent.insertBefore(element, parent.children[index] ?? null);
    }
  });
  old.forEach((element) => element.remove());
}

/** A boxed message: `kind` is "empty", "error" or "wait". */
export function notice(kind, title, ...lines) {
  const role = kind === "error" ? "alert" : "status";
  return h("div", { class: `notice ${kind}`, role },
    h("p", { class: "notice-title" }, title),
    lines.filter(Boolean).map((line) => h("p", {}, line)));
}
