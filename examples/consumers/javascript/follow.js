// A topic from its beginning, by a group that nobody else is in and whose offsets nobody keeps.
import {randomUUID} from 'node:crypto';
import {basename} from 'node:path';
import {parseArgs} from 'node:util';
import {Kafka, logLevel} from 'kafkajs';

/** The command line: a value for each name, in their order, and whether to end at what is the end now. */
export function commandLine(...names) {
  const usage = `usage: node ${basename(process.argv[1])} ${names.join(' ')} [--once]`;
  try {
    const options = {once: {type: 'boolean', default: false}};
    const {values, positionals} = parseArgs({options, allowPositionals: true});
    if (positionals.length === names.length) return [...positionals, values.once];
  } catch (e) {
    console.error(e.message);
  }
  console.error(usage);
  process.exit(2);
}

/**
 * Calls take(key, value, record) for each record: key as text, value as bytes, or null where a key is taken back. With `once` it
 * returns at what is the end now. kafkajs sees committed records alone unless it is told otherwise.
 */
export async function follow(broker, topic, once, take) {
  const kafka = new Kafka({clientId: 'vlmstream-example', brokers: [broker], logLevel: logLevel.ERROR});
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({partition, low, high}) => [partition, {low: BigInt(low), high: BigInt(high)}]));
  const left = new Set([...ends].filter(([, {low, high}]) => high > low).map(([partition]) => partition));
  const group = `example-${randomUUID()}`;
  const consumer = kafka.consumer({groupId: group, readUncommitted: false});
  await consumer.connect();
  await consumer.subscribe({topic, fromBeginning: true});
  let finish;
  const finished = new Promise((resolve, reject) => { finish = {resolve, reject}; });
  if (once && left.size === 0) finish.resolve();
  consumer.on(consumer.events.CRASH, ({payload}) => payload.restart || finish.reject(payload.error));
  // Markers of transactions are offsets, too, and no records: the end is known by the batch, not by the last record.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({payload}) => {
    if (BigInt(payload.lastOffset) + 1n >= ends.get(payload.partition).high) left.delete(payload.partition);
    if (once && left.size === 0) finish.resolve();
  });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({message}) => take(message.key?.toString() ?? '', message.value, message),
  });
  try {
    await finished;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([group]);
    await admin.disconnect();
  }
}
