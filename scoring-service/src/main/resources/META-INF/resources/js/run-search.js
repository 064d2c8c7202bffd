// What is typed into the search of the runs. Every word must be found: `tag=value` in the run's tags, `model:NAME` in the
// names of its models, any other word anywhere. Quotation marks keep words together.

const WORD = /(?:[^\s"]|"[^"]*"?)+/g;
const MODEL = "model:";

export const HELP = "All words must be found. tag=value looks at tags, model:NAME at models; \"…\" keeps words together.";

export function search(runs, text) {
  const tests = (text.toLowerCase().match(WORD) ?? []).map((word) => test(word.replaceAll("\"", ""), runs));
  return runs.filter((run) => tests.every((matches) => matches(run)));
}

function test(word, runs) {
  if (word.startsWith(MODEL)) {
    const name = word.slice(MODEL.length);
    return (run) => run.models.some((model) => model.toLowerCase().includes(name));
  }
  if (word.includes("=")) {
    // While a value is being typed it is a beginning; one that some run has is meant as it is: step=1 is not step=10.
    const exact = runs.some((run) => tags(run).includes(word));
    return (run) => tags(run).some((tag) => (exact ? tag === word : tag.startsWith(word)));
  }
  return (run) => words(run).includes(word);
}

const tags = (run) => Object.entries(run.tags ?? {}).map(([name, value]) => `${name}=${value}`.toLowerCase());

const words = (run) => [run.run, run.dataset, run.split, run.task, ...run.models, ...tags(run)].filter(Boolean).join(" ").toLowerCase();
