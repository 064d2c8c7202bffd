// Follows the topic `scores` and prints each wrong answer of a run.
//   npm ci
//   node scores.js localhost:9092 RUN [--once]
import {commandLine, follow} from './follow.js';
import {Schemas} from './single-object.js';

const [broker, run, once] = commandLine('BOOTSTRAP_SERVER', 'RUN');
const schemas = new Schemas('Score');

await follow(broker, 'scores', once, (key, value) => {
  if (!key.startsWith(run + '/')) return;
  const score = schemas.decode(value);
  if (score.status !== 'ANSWERED' || score.rules[score.primaryRule]) return;
  const said = score.prediction;
  const answer = said.text ?? said.ranking[0].name;
  console.log(`${score.model} on ${score.imageName}: "${answer}", right is "${score.label}"`);
});
