"""Avro's single-object encoding: C3 01, the writer's schema by its fingerprint, the body."""
import io
import json
from functools import cache
from pathlib import Path

import fastavro
from fastavro.schema import fingerprint, to_parsing_canonical_form

MARKER = b"\xc3\x01"
HISTORY = Path(__file__).resolve().parents[3] / "schemas/src/main/resources/avro-history"


class Schemas:
    """Every version of an event that topics may hold: the folder avro-history/NAME."""

    def __init__(self, folder: Path):
        self.versions = {}
        self.newest = None
        for file in sorted(folder.glob("*.avsc"), key=lambda file: int(file.stem)):
            schema = json.loads(file.read_text())
            canonical = to_parsing_canonical_form(schema)
            self.newest = bytes.fromhex(fingerprint(canonical, "CRC-64-AVRO"))
            self.versions[self.newest] = fastavro.parse_schema(schema)
        if self.newest is None:
            raise ValueError(f"{folder} has no schemas")

    @staticmethod
    @cache
    def of(event: str) -> "Schemas":
        """Of an event by its name, in this checkout."""
        return Schemas(HISTORY / event)

    def decode(self, value: bytes) -> dict:
        """A record, as the version that wrote it has it."""
        if value[:2] != MARKER:
            raise ValueError("not in single-object encoding; with a schema registry see docs/topics.md")
        writer = self.versions.get(value[2:10])
        if writer is None:
            raise ValueError("written with a schema that is not in avro-history: get the newest")
        return fastavro.schemaless_reader(io.BytesIO(value[10:]), writer)

    def encode(self, /, **fields) -> bytes:
        """A record under the newest version. Fields that are not given are empty: null, 0, false, no elements."""
        schema = self.versions[self.newest]
        unknown = fields.keys() - {field["name"] for field in schema["fields"]}
        if unknown:
            raise ValueError(f"{schema['name']} has no {sorted(unknown)}")
        record = {field["name"]: fields.get(field["name"], empty(field["type"])) for field in schema["fields"]}
        body = io.BytesIO()
        fastavro.schemaless_writer(body, schema, record)
        return MARKER + self.newest + body.getvalue()


def empty(kind):
    """The empty value of an optional field's type; the canonical form does not have the schema's own defaults."""
    kind = kind["type"] if isinstance(kind, dict) else kind
    if isinstance(kind, list):
        return None
    return {"array": [], "map": {}, "string": "", "bytes": b"", "boolean": False, "int": 0, "long": 0, "double": 0.0}[kind]
