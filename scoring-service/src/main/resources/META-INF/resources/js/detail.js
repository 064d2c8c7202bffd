// One item in a dialog: its picture, what was asked, the label, and what every model made of it, side by side.

import { fill, h, notice } from "./dom.js";
import { integer, NONE } from "./format.js";
import { modelAnswer, noAnswer } from "./model-answer.js";
import { picture } from "./verdict.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export class Detail {
  #manifest;
  #title = h("h2", { id: "detail-title" });
  #label = h("p", { class: "detail-label" });
  #place = h("span", { class: "number muted", role: "status", data: { testid: "place" } });
  #body = h("div", { class: "detail-body", tabindex: "0", "aria-labelledby": "detail-title", role: "region" });
  #link = h("button", { type: "button", class: "quiet", on: { click: () => this.#copy() } }, "Copy link");
  #back;
  #forward;

  constructor(manifest, onClose, onStep) {
    this.#manifest = manifest;
    const button = (name, text, action) => h("button", { type: "button", class: "quiet", "aria-label": name, title: name, on: { click: action } }, text);
    this.#back = button("Previous item (left arrow)", "←", () => onStep(-1));
    this.#forward = button("Next item (right arrow)", "→", () => onStep(1));
    this.element = h("dialog", { class: "detail", data: { testid: "detail" }, "aria-labelledby": "detail-title" },
      h("div", { class: "detail-head" }, h("div", { class: "detail-names" }, this.#title, this.#label),
        h("div", { class: "detail-steps" }, this.#place, this.#back, this.#forward, this.#link, button("Close (Escape)", "✕", () => this.element.close()))),
      this.#body);
    this.element.addEventListener("close", onClose);
    this.element.addEventListener("click", (event) => event.target === this.element && this.element.close());
    this.element.addEventListener("keydown", (event) => {
      if (STEPS[event.key] && !event.altKey && !event.ctrlKey && !event.metaKey && !scrollsSideways(event.target)) {
        event.preventDefault();
        onStep(STEPS[event.key]);
      }
    });
  }

  /** Shows an item by the answers to it, of other runs too; `place` is its number among `total`, or null where it is outside the list. */
  show({ lines, place, total }) {
    const [line] = lines;
    this.#head(line.question || this.#manifest.prompt || line.item, line.label, place === null ? "" : `${integer(place)} of ${integer(total)}`);
    this.#back.disabled = place === null || place <= 1;
    this.#forward.disabled = place === null || place >= total;
    this.element.dataset.item = line.item;
    this.#body.replaceChildren(
      h("div", { class: "detail-image" }, picture(line, { alt: line.label ?? `Image of item ${line.item}` })),
      h("div", { class: "model-answers" }, this.#answers(lines)),
      h("dl", { class: "detail-facts pair" }, facts(lines)));
    this.#open();
  }

  fail(route, message) {
    this.#head(route.item, null, "");
    this.#back.disabled = true;
    this.#forward.disabled = true;
    this.#body.replaceChildren(notice("error", "This item cannot be shown", message));
    this.#open();
  }

  hide() {
    this.element.close();
  }

  #answers(lines) {
    const { run, models, classes } = this.#manifest;
    const own = lines.filter((line) => line.run === run);
    const named = [...new Set([...models, ...own.map((line) => line.model)])];
    return [
      ...named.map((model) => {
        const line = own.find((one) => one.model === model);
        return line ? modelAnswer(line, classes ?? []) : noAnswer(model);
      }),
      ...lines.filter((line) => line.run !== run).map((line) => modelAnswer(line, classes ?? [], `of ${line.run}`)),
    ];
  }

  #head(title, label, place) {
    this.#title.textContent = title;
    this.#title.title = title;
    fill(this.#label, label === null ? null : [h("span", { class: "muted" }, "Label "), h("b", { data: { testid: "label" } }, label ?? NONE), option(title, label)]);
    this.#place.textContent = place;
    this.#link.textContent = "Copy link";
  }

  #open() {
    if (!this.element.open) {
      this.element.showModal();
      this.#body.focus();
    }
    this.#body.scrollTop = 0;
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.#link.textContent = "Copied";
    } catch {
      this.#link.textContent = "Copy it from the address bar";
    }
  }
}

/** What a letter stands for, where the question's lines tell. */
function option(question, label) {
  const text = /^[A-Z]$/.test(label ?? "") ? question.match(new RegExp(`^\\s*\\(?${label}[.):]\\s*(.+)$`, "m"))?.[1] : undefined;
  return text === undefined ? null : h("span", {}, ` ${text}`);
}

/** What is the same for all models, and the prompts, each once: chat templates differ from model to model. */
function facts(lines) {
  const [line] = lines;
  return [
    ["Question", line.question ? h("p", { class: "asked" }, line.question) : null],
    ...prompts(lines),
    ["Category", line.category], ["Group", line.group],
    ["Item", h("code", {}, line.item)], ["Image", line.image],
  ].filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
}

function prompts(lines) {
  const texts = [...new Set(lines.map((line) => line.prompt).filter(Boolean))];
  const of = (text) => lines.filter((line) => line.prompt === text).map((line) => line.model).join(", ");
  return texts.map((text) => [texts.length === 1 ? "Prompt" : `Prompt of ${of(text)}`, h("pre", { tabindex: "0" }, text)]);
}

function scrollsSideways(element) {
  return element.matches("pre") && element.scrollWidth > element.clientWidth;
}
