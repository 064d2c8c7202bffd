"""Avro's single-object encoding: C3 01, the writer's schema by its fingerprint, the body."""
import io
import json
from pathlib import Path

import fastavro
from fastavro.schema import fingerprint, to_parsing_canonical_form

MARKER = b"\xc3\x01"


class Schemas:
    """Every version of an event that topics may hold: the folder avro-history/NAME."""

    def __init__(self, folder: Path):
        self.versions = {}
        for file in folder.glob("*.avsc"):
            schema = json.loads(file.read_text())
            canonical = to_parsing_canonical_form(schema)
            crc = bytes.fromhex(fingerprint(canonical, "CRC-64-AVRO"))
            self.versions[crc] = fastavro.parse_schema(schema)

    def decode(self, value: bytes) -> dict:
        """A record, as the version that wrote it has it."""
        if value[:2] != MARKER:
            raise ValueError("not in single-object encoding; with a schema registry see docs/topics.md")
        writer = self.versions.get(value[2:10])
        if writer is None:
            raise ValueError("written with a schema that is not in avro-history: get the newest")
        return fastavro.schemaless_reader(io.BytesIO(value[10:]), writer)
