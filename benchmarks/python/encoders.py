"""An image encoder in OpenVINO. Arguments: precision (fp32, or default: what the CPU plugin computes in), graph, pixels of the photos,
shape of one, threads.

For each line {"batch": n, "items": n} of standard input it writes {"seconds": s}; without items, {"outputs": [[number, ...], ...]} of all
photos.
"""

import json
import os
import sys
import time

import numpy as np
from openvino import Core


class Encoder:
    """Compiled for each batch size by itself, which is faster than for all."""

    def __init__(self, graph, settings):
        self.core, self.graph, self.settings, self.compiled = Core(), graph, settings, {}

    def __call__(self, pixels):
        if len(pixels) not in self.compiled:
            model = self.core.read_model(self.graph)
            model.reshape(list(pixels.shape))
            self.compiled[len(pixels)] = self.core.compile_model(model, "CPU", self.settings).create_infer_request()
        return self.compiled[len(pixels)].infer([pixels])[0]


def main():
    precision, graph, file, shape, threads = sys.argv[1:6]
    # What libraries print is no answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    settings = {"INFERENCE_NUM_THREADS": int(threads)}
    if precision == "fp32":
        settings["INFERENCE_PRECISION_HINT"] = "f32"
    encode = Encoder(graph, settings)
    photos = np.fromfile(file, "<f4").reshape(-1, *map(int, shape.split(",")))
    print(json.dumps({"check": []}), file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        batch, items = asked["batch"], asked.get("items")
        if items is None:
            parts = [encode(photos[begin : begin + batch]).copy() for begin in range(0, len(photos), batch)]
            said = {"outputs": np.concatenate(parts).tolist()}
        else:
            begun = time.perf_counter()
            for begin in range(0, items, batch):
                encode(photos[np.arange(begin, min(items, begin + batch)) % len(photos)])
            said = {"seconds": time.perf_counter() - begun}
        print(json.dumps(said), file=answers, flush=True)


if __name__ == "__main__":
    main()
