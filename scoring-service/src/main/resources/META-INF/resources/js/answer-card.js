// One answer in the grid. The whole card is one link to the answer's detail.

import { h } from "./dom.js";
import { NONE } from "./format.js";
import { answerText, badge, picture, rankingList, ruleMarks, verdictOf } from "./verdict.js";

const RANKS = 5;

export function answerCard(line) {
  return h("article", { class: "card", data: { testid: "answer-card", row: line.item, item: line.item, model: line.model, verdict: verdictOf(line) } },
    h("div", { class: "card-image" }, picture(line, { loading: "lazy", data: { testid: "answer-image" } })),
    h("div", { class: "card-text" },
      h("div", { class: "card-top" }, badge(line), h("a", { "aria-label": `Details of item ${line.item}` }, line.item)),
      line.question ? h("p", { class: "question", title: line.question }, line.question) : null,
      h("dl", { class: "pair" },
        h("dt", {}, "Label"), h("dd", { class: "label" }, line.label ?? NONE),
        h("dt", {}, "Answer"), h("dd", { class: "answer" }, said(line))),
      line.reason ? h("p", { class: "reason" }, line.reason) : null,
      ruleMarks(line)));
}

function said(line) {
  if (line.ranking) {
    return rankingList(line, RANKS);
  }
  return line.answer ? answerText(line.answer, line.label) : h("span", { class: "muted" }, "none");
}
