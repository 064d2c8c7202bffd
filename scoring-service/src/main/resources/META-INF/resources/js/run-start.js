// Of a run that nothing came of yet: what to do.

import { h, notice } from "./dom.js";
import { counted } from "./format.js";
import { pushCommand } from "./next-step.js";

export class RunStart {
  element = h("div", { hidden: true, data: { testid: "run-start" } });

  constructor({ run, task, models }) {
    this.element.append(notice("empty", "No answer yet", "Once items are pushed and a service answers for the models, numbers appear here automatically. To push items into this run, with its other options, if it has any:",
      pushCommand({ dataset: "DATASET", task, models, run })));
  }

  update({ models, complete }) {
    this.element.hidden = complete || models.some((model) => counted(model) > 0);
  }
}
