// Follows the topic `metrics` and prints each run's accuracies as they change.
//   npm ci
//   node metrics.js localhost:9092 [--once]
import {commandLine, follow} from './follow.js';
import {Schemas} from './single-object.js';

const [broker, once] = commandLine('BOOTSTRAP_SERVER');
const schemas = new Schemas('MetricSnapshot');
const newest = new Map(); // key to snapshot: the newest counts, and a record without a value takes its key back

/** The sum over partitions. */
function line(run, model) {
  const total = {answered: 0, failed: 0, rules: {}};
  for (const snapshot of newest.values()) {
    if (snapshot.run !== run || snapshot.model !== model) continue;
    total.answered += snapshot.answered;
    total.failed += snapshot.failed;
    for (const [rule, {n, correct}] of Object.entries(snapshot.rules)) {
      const sum = total.rules[rule] ??= {n: 0, correct: 0};
      sum.n += n;
      sum.correct += correct;
    }
  }
  const rules = Object.entries(total.rules).sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([rule, {n, correct}]) => `${rule} ${correct}/${n}`).join(', ');
  return `${run} ${model}: ${total.answered} answered, ${total.failed} failed; ${rules}`;
}

await follow(broker, 'metrics', once, (key, value) => {
  if (value === null) {
    newest.delete(key);
    return;
  }
  const snapshot = schemas.decode(value);
  newest.set(key, snapshot);
  if (!once) console.log(line(snapshot.run, snapshot.model));
});
const lines = [...newest.values()].map(({run, model}) => line(run, model));
[...new Set(lines)].sort().forEach((each) => console.log(each));
