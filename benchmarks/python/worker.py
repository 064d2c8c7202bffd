"""The other end of dev.vlmstream.benchmarks.measure.Worker: one measured round for each line that comes in."""

import json
import os
import sys
import time

EXTENSIONS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")


def photos(directory, limit):
    """The encoded bytes of the first photos by name, as workload/Photos.java takes them."""
    names = sorted(name for name in os.listdir(directory) if name.lower().endswith(EXTENSIONS))
    encoded = []
    for name in names[:limit]:
        with open(os.path.join(directory, name), "rb") as file:
            encoded.append(file.read())
    return encoded


def serve(check, measure):
    """check: numbers that the other side must find as well; measure: one round, returns how many items it did."""
    print(json.dumps({"check": check}), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        items = measure()
        print(json.dumps({"items": items, "seconds": time.perf_counter() - begun}), flush=True)
