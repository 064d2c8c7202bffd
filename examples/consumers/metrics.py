"""Follows the topic `metrics` and prints each run's accuracies as they change.

    pip install confluent-kafka fastavro
    python metrics.py localhost:9092 [--once]

Everything it knows of the format is in docs/topics.md.
"""
import sys
from pathlib import Path

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from single_object import Schemas

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas/src/main/resources/avro-history"


def open_at_beginning(bootstrap, topic):
    """A consumer of all partitions that sees committed records alone, and their ends as they are now."""
    consumer = Consumer({
        "bootstrap.servers": bootstrap,
        "group.id": "unused",  # required by the client; nothing is committed
        "enable.auto.commit": False,
        "isolation.level": "read_committed",
    })
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in partitions])
    ends = {p: consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=10)[1] for p in partitions}
    return consumer, ends


def add_up(snapshots):
    """The sum over partitions: outcomes, and n and correct of each rule."""
    total = {"answered": 0, "unparsed": 0, "refused": 0, "failed": 0, "rules": {}}
    for snapshot in snapshots:
        for outcome in ("answered", "unparsed", "refused", "failed"):
            total[outcome] += snapshot[outcome]
        for rule, count in snapshot["rules"].items():
            n, correct = total["rules"].get(rule, (0, 0))
            total["rules"][rule] = (n + count["n"], correct + count["correct"])
    return total


def main():
    bootstrap, once = sys.argv[1], "--once" in sys.argv
    schemas = Schemas(SCHEMAS / "MetricSnapshot")
    consumer, ends = open_at_beginning(bootstrap, "metrics")
    newest = {}  # key → snapshot: of a key the newest record counts, and one without a value takes it back
    while True:
        record = consumer.poll(0.5)
        if record is not None and not record.error():
            key = record.key().decode()
            if record.value() is None:
                newest.pop(key, None)
            else:
                newest[key] = schemas.decode(record.value())
                if not once:
                    snapshot = newest[key]
                    show(newest, snapshot["run"], snapshot["model"])
        at = {p.partition: p.offset for p in consumer.position(consumer.assignment())}
        if once and all(at[p] >= end or end == 0 for p, end in ends.items()):
            break
    for run, model in sorted({(s["run"], s["model"]) for s in newest.values()}):
        show(newest, run, model)


def show(newest, run, model):
    total = add_up(s for s in newest.values() if s["run"] == run and s["model"] == model)
    rules = ", ".join(f"{rule} {right}/{n}" for rule, (n, right) in sorted(total["rules"].items()))
    print(f"{run} {model}: {total['answered']} answered, {total['failed']} failed; {rules}", flush=True)


if __name__ == "__main__":
    main()
