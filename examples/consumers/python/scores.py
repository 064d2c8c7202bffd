"""Follows the topic `scores` and prints each wrong answer of a run.

    python scores.py localhost:9092 RUN [--once]
"""
import argparse

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
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bootstrap", help="HOST:PORT of a broker")
    options.add_argument("run", help="the run's id")
    options.add_argument("--once", action="store_true", help="end at what is the end now")
    given = options.parse_args()
    schemas = Schemas.of("Score")
    consumer, ends = open_at_beginning(given.bootstrap, "scores")
    while True:
        record = consumer.poll(0.5)
        if record is not None and not record.error() and record.key().decode().startswith(given.run + "/"):
            score = schemas.decode(record.value())
            if score["status"] == "ANSWERED" and not score["rules"][score["primaryRule"]]:
                said = score["prediction"]
                answer = said["text"] if said["text"] is not None else said["ranking"][0]["name"]
                print(f"{score['model']} on {score['imageName']}: \"{answer}\", right is \"{score['label']}\"", flush=True)
        at = {p.partition: p.offset for p in consumer.position(consumer.assignment())}
        if given.once and all(at[p] >= end or end == 0 for p, end in ends.items()):
            break


if __name__ == "__main__":
    main()
