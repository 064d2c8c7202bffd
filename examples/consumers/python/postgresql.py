"""Copies the topics `runs`, `scores` and `metrics` to PostgreSQL, each record's effect once, however often it is stopped.

    pip install -r requirements-postgresql.txt
    python postgresql.py localhost:9092 "host=localhost dbname=vlmstream" [--once] [--topic-prefix team-a.] [--set NAME=VALUE]...

Makes the tables of postgresql.sql. What was read is kept in the same transaction as the rows, not in Kafka; anyone who wants a table again
deletes its rows and those of read_positions. --set is for settings of librdkafka: security.protocol, sasl.username and the like.
"""
import argparse
import time
from datetime import datetime, timezone
from pathlib import Path

import psycopg
from confluent_kafka import Consumer, KafkaError, TopicPartition
from psycopg.types.json import Jsonb

from single_object import Schemas

MOST_RECORDS = 1000
SECONDS = 1.0


def time_of(millis):
    return None if millis is None else datetime.fromtimestamp(millis / 1000, timezone.utc)


def storable(value):
    """PostgreSQL has no text with the character NUL, which a model's answer may contain; U+FFFD takes its place."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {storable(key): storable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [storable(one) for one in value]
    return Jsonb(storable(value.obj)) if isinstance(value, Jsonb) else value


def upsert(db, table, key, row):
    """Writes rows by their key: a newer one replaces the older."""
    row = storable(row)
    columns = ", ".join(row)
    values = ", ".join(f"%({column})s" for column in row)
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in row if column not in key)
    db.execute(f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}", row)


def run(db, key, manifest):
    """A run that is deleted leaves no scores; those that come after it are refused by `score`."""
    if manifest is None:
        return
    upsert(db, "runs", ["run"], {
        "run": manifest["run"], "dataset": manifest["dataset"], "split": manifest["split"], "task": manifest["task"],
        "prompt": manifest["prompt"], "models": manifest["models"], "items": manifest["items"], "tags": Jsonb(manifest["tags"]),
        "created_at": time_of(manifest["createdAt"]), "deleted_at": time_of(manifest["deletedAt"])})
    if manifest["deletedAt"] is not None:
        db.execute("DELETE FROM scores WHERE run = %s", [manifest["run"]])


def score(db, key, record):
    deleted = db.execute("SELECT 1 FROM runs WHERE run = %s AND deleted_at IS NOT NULL", [record["run"]]).fetchone()
    if deleted:
        return
    said = record["prediction"]
    ranked = said["ranking"][0]["name"] if said and said["ranking"] else None
    upsert(db, "scores", ["run", "model", "item"], {
        "run": record["run"], "model": record["model"], "item": record["itemId"], "model_digest": record["modelDigest"],
        "status": record["status"], "label": record["label"],
        "answer": said["text"] if said and said["text"] is not None else ranked,
        "rule": record["primaryRule"], "correct": record["rules"].get(record["primaryRule"]),
        "rules": Jsonb(record["rules"]), "grades": Jsonb(record["grades"]), "reason": record["reason"],
        "image": record["imageName"], "image_sha256": record["imageSha256"],
        "tokens": said["outputTokens"] if said else None, "seconds": said["seconds"] if said else None,
        "cost": said["cost"] if said else None, "scored_at": time_of(record["scoredAt"])})


def metric(db, key, snapshot):
    """Without a value: the run was deleted."""
    if snapshot is None:
        run_id, model, partition = key.split("/", 1)[0], key.split("/", 1)[1].rsplit("/", 1)[0], int(key.rsplit("/", 1)[1])
        db.execute("DELETE FROM metrics WHERE run = %s AND model = %s AND partition = %s", [run_id, model, partition])
        return
    row = {column: snapshot[column] for column in ("run", "model", "partition", "task", "answered", "unparsed", "refused", "failed")}
    row |= {"rules": Jsonb(snapshot["rules"]), "sums": Jsonb(snapshot["sums"]), "updated_at": time_of(snapshot["updatedAt"])}
    upsert(db, "metrics", ["run", "model", "partition"], row)


TOPICS = {"runs": ("RunManifest", run), "scores": ("Score", score), "metrics": ("MetricSnapshot", metric)}


def assigned(consumer, db, prefix):
    """Reads all partitions, each from where the database is; how many there are."""
    positions = {(topic, partition): offset for topic, partition, offset in
                 db.execute("SELECT topic, partition, next_offset FROM read_positions").fetchall()}
    db.commit()
    partitions = []
    for topic in TOPICS:
        for partition in consumer.list_topics(prefix + topic, timeout=10).topics[prefix + topic].partitions:
            partitions.append(TopicPartition(prefix + topic, partition, positions.get((prefix + topic, partition), 0)))
    consumer.assign(partitions)
    return len(partitions)


def batch(consumer, ended):
    """What comes within a second, at most this many records; adds the partitions that were read to their ends."""
    until = time.monotonic() + SECONDS
    records = []
    while len(records) < MOST_RECORDS and (left := until - time.monotonic()) > 0:
        records += consumer.consume(MOST_RECORDS - len(records), min(left, 0.2))
    for record in records:
        if record.error() and record.error().code() != KafkaError._PARTITION_EOF:
            raise RuntimeError(record.error())
    ended.update((record.topic(), record.partition()) for record in records if record.error())
    return [record for record in records if not record.error()]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bootstrap")
    options.add_argument("database", help="as libpq takes it")
    options.add_argument("--once", action="store_true", help="end at what is there now")
    options.add_argument("--topic-prefix", default="")
    options.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    given = options.parse_args()
    prefix = given.topic_prefix
    readers = {prefix + topic: (Schemas.of(event), effect) for topic, (event, effect) in TOPICS.items()}
    consumer = Consumer({
        "bootstrap.servers": given.bootstrap,
        "group.id": "unused",  # required by the client; nothing is committed
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
        "enable.partition.eof": True,
        **dict(setting.split("=", 1) for setting in given.set),
    })
    with psycopg.connect(given.database) as db:
        db.execute((Path(__file__).parent / "postgresql.sql").read_text())
        db.commit()
        partitions, ended, copied = assigned(consumer, db, prefix), set(), 0
        while True:
            records = batch(consumer, ended)
            # Runs first: a score of a run that the same batch deletes is not to stay.
            for record in sorted(records, key=lambda r: r.topic() != prefix + "runs"):
                schemas, effect = readers[record.topic()]
                effect(db, record.key().decode(), None if record.value() is None else schemas.decode(record.value()))
                upsert(db, "read_positions", ["topic", "partition"],
                       {"topic": record.topic(), "partition": record.partition(), "next_offset": record.offset() + 1})
            db.commit()
            copied += len(records)
            if given.once and len(ended) == partitions:
                print(f"{copied} records copied")
                return


if __name__ == "__main__":
    main()
