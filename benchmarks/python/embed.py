"""Pillow and ONNX Runtime on the CPU, batch after batch.

Arguments: model, photos, limit, items, batch, threads of ONNX Runtime, threads of preprocessing.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime

from preprocess import Preprocessor
from worker import photos, serve

RANKED = 10


def main():
    model, directory = sys.argv[1], sys.argv[2]
    limit, items, batch, threads, image_threads = map(int, sys.argv[3:8])
    preprocess = Preprocessor(os.path.join(model, "preprocessor_config.json"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        os.path.join(model, "onnx", "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    pool = ThreadPoolExecutor(image_threads) if image_threads > 1 else None
    encoded = photos(directory, limit)

    def rank(images):
        prepared = pool.map(preprocess, images) if pool else map(preprocess, images)
        logits = session.run(["logits"], {"pixel_values": np.stack(list(prepared))})[0]
        return np.argsort(-logits, axis=1, kind="stable")[:, :RANKED]

    def batches(count):
        for begin in range(0, count, batch):
            yield [encoded[i % len(encoded)] for i in range(begin, min(begin + batch, count))]

    def measure():
        for images in batches(items):
            rank(images)
        return items

    serve([int(row[0]) for images in batches(len(encoded)) for row in rank(images)], measure)


if __name__ == "__main__":
    main()
