// How a run that is complete is spoken of, alike in all views and as the command does.

import { integer } from "./format.js";

/** "complete", and what is missing nevertheless: "complete, 2 failed". */
export function ended(failed, absent = []) {
  return ["complete", failed > 0 ? `${integer(failed)} failed` : "", absent?.length ? `not asked: ${absent.join(", ")}` : ""].filter(Boolean).join(", ");
}
