// One answer as it came: the picture, who said what, and whether that is right.

import { h } from "./dom.js";
import { NONE, percent } from "./format.js";
import { coloured } from "./palette.js";
import { badge, picture, verdictOf } from "./verdict.js";

export function tailCard(line, href) {
  const words = said(line);
  return h("li", { class: "tail-card", data: { testid: "tail-card", key: keyOf(line), ...coloured(line.model), item: line.item, model: line.model, verdict: verdictOf(line) } },
    h("a", { href },
      h("div", { class: "tail-image" }, picture(line, { alt: line.label ?? `Image of item ${line.item}` })),
      h("div", { class: "tail-text" },
        h("p", { class: "tail-model" }, h("span", { class: "swatch", "aria-hidden": "true" }), h("span", { class: "tail-name", title: line.model }, line.model)),
        h("p", { class: "tail-answer", title: words }, words),
        h("p", { class: "tail-label muted", title: line.label }, "label ", h("b", {}, line.label ?? NONE)),
        badge(line))));
}

export const keyOf = (line) => `${line.model}|${line.item}`;

/** A sentence for who cannot see the card. */
export function spoken(line) {
  return `${line.model}: ${said(line)}, ${verdictOf(line)}; the label is ${line.label ?? "not known"}`;
}

function said(line) {
  const best = line.ranking?.[0];
  return line.answer || (best ? `${best.name}${line.confidence === undefined ? "" : `, ${percent(line.confidence)}\u00a0%`}` : line.reason || "nothing");
}
