"""A compacted topic as a table: the newest value of each key."""
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from single_object import Schemas


class Table:
    """Reads all partitions from their beginning, commits nothing, and sees committed records alone."""

    def __init__(self, settings: dict, topic: str, event: str):
        """settings: librdkafka's, bootstrap.servers among them."""
        self.rows = {}
        self.schemas = Schemas.of(event)
        self.consumer = Consumer({
            **settings,
            "group.id": "unused",  # required by the client; nothing is committed
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        })
        partitions = self.consumer.list_topics(topic, timeout=10).topics[topic].partitions
        self.consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in partitions])
        self.ends = {p: self.consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=10)[1] for p in partitions}

    def update(self, seconds=0.0) -> set:
        """Takes in all that has come, waiting so long for the first record; the keys whose rows are others now."""
        changed = set()
        while taken := self.take(500, 0 if changed else seconds):
            changed |= taken
        return changed

    def take(self, most: int, seconds: float) -> set:
        """Takes in this many records at most; a row that cannot be read is left as it was."""
        changed = set()
        for record in self.consumer.consume(most, timeout=seconds):
            if record.error():
                continue
            key = (record.key() or b"").decode(errors="replace")
            try:
                row = None if record.value() is None else self.schemas.decode(record.value())
            except Exception as error:
                print(f"{record.topic()}-{record.partition()}@{record.offset()} left out: {error}", file=sys.stderr)
                continue
            changed.add(key)
            if row is None:
                self.rows.pop(key, None)
            else:
                self.rows[key] = row
        return changed

    def is_read(self) -> bool:
        """Whether everything was read that was there at the start."""
        at = {p.partition: p.offset for p in self.consumer.position(self.consumer.assignment())}
        return all(at[p] >= end or end == 0 for p, end in self.ends.items())

    def find(self, key, seconds=10.0):
        """A row that is there, or will be within that time: transactions become visible partition by partition."""
        until = time.monotonic() + seconds
        self.update()
        while key not in self.rows and time.monotonic() < until:
            self.update(0.1)
        return self.rows[key]
