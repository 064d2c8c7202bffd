"""Prints the points that W&B's offline files below a directory have, a line of JSON each, in the order in which they were written."""
import json
import struct
import sys
from pathlib import Path

from wandb.proto import wandb_internal_pb2

BLOCK, HEADER = 32 * 1024, 7
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4


def records(data):
    """Of a log as LevelDB's are: blocks of records in parts; before the first, as long as a part's header, the format's name."""
    if data[:4] != b":W&B":
        raise ValueError("not one of W&B's files")
    at, parts = HEADER, b""
    while at + HEADER <= len(data):
        if BLOCK - at % BLOCK < HEADER:
            at += BLOCK - at % BLOCK
            continue
        _, length, kind = struct.unpack_from("<IHB", data, at)
        parts += data[at + HEADER:at + HEADER + length]
        at += HEADER + length
        if kind in (FULL, LAST):
            yield wandb_internal_pb2.Record.FromString(parts)
            parts = b""
        elif kind not in (FIRST, MIDDLE):
            return


for file in sorted(Path(sys.argv[1]).glob("wandb/offline-run-*/run-*.wandb"), key=lambda file: file.parent.name):
    config = {}
    for record in records(file.read_bytes()):
        for item in [*record.run.config.update, *record.config.update]:
            config[item.key or ".".join(item.nested_key)] = json.loads(item.value_json)
        if record.history.item:
            values = {item.key or ".".join(item.nested_key): json.loads(item.value_json) for item in record.history.item}
            print(json.dumps({"run": config["vlmstream.run"], "model": config["vlmstream.model"], **values}))
