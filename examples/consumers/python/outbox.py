"""Writes events to topics as VLM Stream's own services do."""
import time

from confluent_kafka import KafkaException, Producer

from single_object import Schemas


class Outbox:
    def __init__(self, settings: dict):
        """settings: librdkafka's, bootstrap.servers among them."""
        self.producer = Producer({
            **settings,
            "enable.idempotence": True,
            "partitioner": "murmur2_random",  # that of Java's clients: what scoring joins has one partition then
            "message.max.bytes": 17_000_000,  # a dead letter has a whole record in it
        })
        self.error = None

    def send(self, topic: str, key: str, event: str, /, **fields):
        """May be called by several threads. What Kafka does not take is raised by flush()."""
        self.producer.produce(topic, Schemas.of(event).encode(**fields), key, on_delivery=self.delivered)
        self.producer.poll(0)

    def delivered(self, error, record):
        self.error = self.error or error

    def dead_letter(self, record, error: Exception, service: str, question: dict = None):
        """A record that cannot be worked on, and why; question: what it is about, as far as that could be read."""
        run, item = (question["run"], question["itemId"]) if question else (None, None)
        self.send("dead-letters", f"{run}/{item}" if run else "unattributed", "DeadLetter",
                  run=run, itemId=item, model=service if run else None, service=service,
                  reason=f"{type(error).__name__}: {error}"[:10_000], topic=record.topic(), partition=record.partition(),
                  offset=record.offset(), recordKey=record.key(), recordValue=record.value(), at=now())

    def flush(self):
        """Returns when Kafka has everything; then what was read may be committed."""
        if self.producer.flush(60):
            raise TimeoutError("Kafka did not take everything within a minute")
        if self.error:
            raise KafkaException(self.error)


def now() -> int:
    """Milliseconds since the epoch."""
    return int(time.time() * 1000)
