// One item in a dialog: its picture, what was asked, the label, and what every model made of it, side by side.

import { fill, h, notice } from "./dom.js";
import { integer, NONE } from "./format.js";
import { modelAnswer, noAnswer } from "./model-answer.js";
import { itemTitle, picture } from "./verdict.js";

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
    this.#head(itemTitle({ ...line, question: asked(lines) }), asked(lines), line.label, place === null ? "" : `${integer(place)} of ${integer(total)}`);
    this.#back.disabled = place === null || place <= 1;
    this.#forward.disabled = place === null || place >= total;
    this.element.dataset.item = line.item;
    this.#body.replaceChildren(
      h("div", { class: "detail-image" }, picture(line)),
      h("div", { class: "model-answers" }, this.#answers(lines)),
      h("dl", { class: "detail-facts pair" }, facts(lines)));
    this.#open();
  }

  fail(route, message) {
    this.#head(route.item, null, null, "");
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

  #head(title, question, label, place) {
    this.#title.textContent = title;
    this.#title.title = title;
    fill(this.#label, label === null ? null : [h("span", { class: "muted" }, "Label "), h("b", { data: { testid: "label" } }, label ?? NONE), option(question ?? "", label)]);
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
    ...shared("Question", lines, (one) => one.question, (text) => h("p", { class: "asked" }, text)),
    ...shared("Class texts", lines, ({ templates }) => templates?.join("\n"), (text) => h("pre", { tabindex: "0" }, text)),
    ...shared("Prompt", lines, (one) => one.prompt, (text) => h("pre", { tabindex: "0" }, text)),
    ["The image only", imageAlone(lines)],
    ["Category", line.category], ["Group", line.group],
    ["Item", h("code", {}, line.item)], ["Image", line.image],
  ].filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
}

/** What models were given, each text once, with the models that were given it unless all were. */
function shared(name, lines, value, shown) {
  const texts = [...new Set(lines.map(value).filter(Boolean))];
  const of = (text) => lines.filter((line) => value(line) === text);
  return texts.map((text) => [of(text).length === lines.length ? name : `${name} of ${of(text).map((line) => line.model).join(", ")}`, shown(text)]);
}

/** The models that were asked nothing and compared nothing with the image. */
const imageAlone = (lines) => lines.filter((line) => line.task === "supervised").map((line) => line.model).join(", ");

/** The question of whoever was asked one. */
const asked = (lines) => lines.find((line) => line.question)?.question;

function scrollsSideways(element) {
  return element.matches("pre") && element.scrollWidth > element.clientWidth;
}
