// One answer in full, in a dialog: image, prompt, raw answer, token ids, and what made the answer.

import { h, notice } from "./dom.js";
import { dollars, duration, integer, NONE } from "./format.js";
import { judgements } from "./judgements.js";
import { answerText, badge, picture, rankingList, ruleMarks } from "./verdict.js";

const MOST_RANKS = 20;
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export class Detail {
  #title = h("h2", { id: "detail-title" });
  #place = h("span", { class: "number muted" });
  #body = h("div", { class: "detail-body", tabindex: "0", "aria-labelledby": "detail-title", role: "region" });
  #link = h("button", { type: "button", class: "quiet", on: { click: () => this.#copy() } }, "Copy link");
  #back;
  #forward;

  constructor(onClose, onStep) {
    const button = (name, text, action) => h("button", { type: "button", class: "quiet", "aria-label": name, title: name, on: { click: action } }, text);
    this.#back = button("Previous answer (left arrow)", "←", () => onStep(-1));
    this.#forward = button("Next answer (right arrow)", "→", () => onStep(1));
    this.element = h("dialog", { class: "detail", data: { testid: "detail" }, "aria-labelledby": "detail-title" },
      h("div", { class: "detail-head" }, this.#title, this.#place, this.#link, this.#back, this.#forward,
        button("Close (Escape)", "✕", () => this.element.close())),
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

  /** Shows an answer; `place` is its number among `total`, or null where it is outside the filtered list. */
  show({ line, place, total }) {
    this.#head(line.item, place === null ? "" : `${integer(place)} of ${integer(total)}`);
    this.#back.disabled = place === null || place <= 1;
    this.#forward.disabled = place === null || place >= total;
    this.#body.replaceChildren(
      h("div", { class: "detail-image" }, picture(line)),
      h("div", { class: "detail-text" },
        h("div", { class: "detail-verdict" }, badge(line), ruleMarks(line)),
        line.reason ? h("p", { class: "reason" }, line.reason) : null,
        h("dl", { class: "pair" }, pairs(line))));
    this.#open();
  }

  fail(route, message) {
    this.#head(route.item, "");
    this.#back.disabled = true;
    this.#forward.disabled = true;
    this.#body.replaceChildren(notice("error", "This answer cannot be shown", message));
    this.#open();
  }

  hide() {
    this.element.close();
  }

  #head(item, place) {
    this.#title.textContent = item;
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

/** How likely each class's name is, in nats: the sum over the tokens of the name. */
function likelihoods(line) {
  const values = line.likelihoods;
  const spread = `${values.length} classes, from ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} nats`;
  return line.likelihood_tokens?.length ? `${spread}; names of ${Math.min(...line.likelihood_tokens)} to ${Math.max(...line.likelihood_tokens)} tokens` : spread;
}

function scrollsSideways(element) {
  return element.matches("pre") && element.scrollWidth > element.clientWidth;
}

function pairs(line) {
  return [
    ["Model", line.model], ["Task", line.task], ["Label", line.label], ["Question", line.question],
    ["Answer", line.answer ? h("pre", { tabindex: "0" }, answerText(line.answer, line.label)) : null],
    ["Ranking", line.ranking ? rankingList(line, MOST_RANKS) : null],
    ["Parsed as", line.parsed], ["Judges", judgements(line)],
    ["Prompt", line.prompt ? h("pre", { tabindex: "0" }, line.prompt) : null],
    ["Token ids", line.token_ids?.length ? h("code", { class: "tokens" }, line.token_ids.join(" ")) : null],
    ["Tokens", line.token_ids?.length ? tokens(line) : null],
    ["Likelihoods", line.likelihoods ? likelihoods(line) : null],
    ["Time", time(line)], ["Cost", line.cost ? dollars(line.cost) : null], ["Decoding", plain(line.decoding)],
    ["Image", line.image], ["Bundle digest", line.digest ? h("code", {}, line.digest) : null], ["Software", line.software],
  ].filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
}

function tokens(line) {
  const prompt = line.prompt_tokens ? `${integer(line.prompt_tokens)} of the prompt, ` : "";
  return `${prompt}${integer(line.token_ids.length)} generated${line.truncated ? ", cut off at the limit" : ""}`;
}

function time(line) {
  const first = line.seconds_to_first_token ? `, first token after ${duration(line.seconds_to_first_token)}` : "";
  return duration(line.seconds) === NONE ? null : duration(line.seconds) + first;
}

function plain(value) {
  return value && typeof value === "object" ? JSON.stringify(value) : value;
}
