// What to do next, where there is nothing to see yet: a line for the shell, and a button that copies it.

import * as api from "./api.js";
import { h } from "./dom.js";

/** Which task shows most about a kind of model; of kinds the first that there is. */
const TASKS = { "vision-language": "open-world", "dual-encoder": "zero-shot", classifier: "supervised" };

/** A command and a button that copies it. */
export function command(line) {
  const said = h("span", { class: "muted", role: "status" });
  const code = h("code", {}, line);
  return h("span", { class: "command" }, code,
    h("button", { type: "button", class: "quiet small", "aria-label": `Copy: ${line}`, on: { click: async () => { said.textContent = await copied(line, code); } } }, "Copy"), said);
}

/** A browser lets only pages of this machine, or over https, write to the clipboard; elsewhere the line is selected for the reader. */
async function copied(line, code) {
  try {
    await navigator.clipboard.writeText(line);
    return "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    return "Selected: copy it with your keyboard";
  }
}

/**
 * A push that works here: its model is one that a service answers for, unless `models` are given. Until it is known which
 * there are, a placeholder stands for it.
 */
export function pushCommand({ dataset = "photos/", task = null, models = null, run = null } = {}) {
  const element = h("span", {});
  const show = (known) => {
    const one = Object.keys(TASKS).flatMap((kind) => known.filter((model) => model.kind === kind && !model.away))[0];
    element.replaceChildren(command(["./vlmstream", "push", dataset, "--task", task ?? TASKS[one?.kind] ?? "open-world",
      "--models", (models ?? [one?.model ?? "MODEL"]).join(","), ...(run ? ["--run", run] : []), ...elsewhere()].map(quoted).join(" ")));
  };
  show([]);
  if (models === null) {
    api.models().then(show, () => {});
  }
  return element;
}

/** The command finds a stack of its own machine; one elsewhere has to be named. */
function elsewhere() {
  return ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname) ? [] : ["--http", new URL(".", location.href).href.replace(/\/$/, "")];
}

/** As a shell needs it. */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
