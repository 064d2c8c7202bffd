"""Prints the points that W&B's offline files below a directory have, a line of JSON each, in the order in which they were written."""
import json
import sys
from pathlib import Path

from wandb.proto import wandb_internal_pb2
from wandb.sdk.internal.datastore import DataStore

files = sorted(Path(sys.argv[1]).glob("wandb/offline-run-*/run-*.wandb"), key=lambda file: file.stat().st_ctime_ns)
for file in files:
    store = DataStore()
    store.open_for_scan(str(file))
    config = {}
    while (data := store.scan_data()) is not None:
        record = wandb_internal_pb2.Record()
        record.ParseFromString(data)
        for item in [*record.run.config.update, *record.config.update]:
            config[item.key] = json.loads(item.value_json)
        if record.history.item:
            values = {item.key or ".".join(item.nested_key): json.loads(item.value_json) for item in record.history.item}
            print(json.dumps({"run": config["vlmstream.run"], "model": config["vlmstream.model"], **values}))
