// One answer as a tile: the picture in a frame that says whether the answer is right, what was said, and the label. The whole
// tile is one link to the answer's detail.

import { h } from "./dom.js";
import { NONE, percent } from "./format.js";
import { coloured } from "./palette.js";
import { answerText, badge, itemTitle, picture, probability, saidBriefly, verdictOf } from "./verdict.js";

/** A tile; `testid` says of which list, `byModel` whether that has answers of several. `images` are the properties of the picture. */
export function answerCard(line, href, { testid = "answer-card", byModel = true, images = { loading: "lazy", data: { testid: "answer-image" } } } = {}) {
  const said = saidBriefly(line);
  return h("li", { class: "tile", data: { testid, key: keyOf(line), ...coloured(line.model), row: line.item, item: line.item, model: line.model, verdict: verdictOf(line) } },
    h("a", { href, title: itemTitle(line) },
      h("div", { class: "tile-image" }, picture(line, { alt: line.label ?? itemTitle(line), ...images })),
      h("div", { class: "tile-text" },
        byModel ? h("p", { class: "tile-model" }, h("span", { class: "swatch", "aria-hidden": "true" }), h("span", { class: "tile-name", title: line.model }, line.model))
          : h("p", { class: "tile-model" }, h("span", { class: "tile-name" }, itemTitle(line))),
        h("p", { class: "tile-answer", title: said }, line.answer ? answerText(line.answer, line.label) : said),
        h("p", { class: "tile-label muted", title: line.label }, "label ", h("b", {}, line.label ?? NONE), labelsPlace(line)),
        badge(line))));
}

export const keyOf = (line) => `${line.model}|${line.item}`;

/** A sentence for who cannot see the tile. */
export function spoken(line) {
  return `${line.model}: ${saidBriefly(line)}, ${verdictOf(line)}; the label is ${line.label ?? "not known"}`;
}

/** Where a ranking has the label, if it is not the answer. */
function labelsPlace(line) {
  const place = line.ranking?.findIndex((entry) => entry.name === line.label) ?? -1;
  if (place < 1) {
    return null;
  }
  return ` (${place + 1}${["st", "nd", "rd"][place] ?? "th"}${line.confidence === undefined ? "" : `, ${percent(probability(line, place))} %`})`;
}
