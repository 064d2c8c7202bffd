"""Follows the topic `scores` and prints each wrong answer of a run.

    python scores.py localhost:9092 RUN [--once]
"""
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from single_object import Schemas


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


def main():
    bootstrap, run, once = sys.argv[1], sys.argv[2], "--once" in sys.argv
    schemas = Schemas.of("Score")
    consumer, ends = open_at_beginning(bootstrap, "scores")
    while True:
        record = consumer.poll(0.5)
        if record is not None and not record.error() and record.key().decode().startswith(run + "/"):
            score = schemas.decode(record.value())
            if score["status"] == "ANSWERED" and not score["rules"][score["primaryRule"]]:
                said = score["prediction"]
                answer = said["text"] if said["text"] is not None else said["ranking"][0]["name"]
                print(f"{score['model']} on {score['imageName']}: \"{answer}\", right is \"{score['label']}\"", flush=True)
        at = {p.partition: p.offset for p in consumer.position(consumer.assignment())}
        if once and all(at[p] >= end or end == 0 for p, end in ends.items()):
            break


if __name__ == "__main__":
    main()
