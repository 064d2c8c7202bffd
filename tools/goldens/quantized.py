"""Makes int8 and q4 of a small bundle's decoder and of an encoder, as tools/export does, for tests of answers alone and in a batch.

    PYTHONPATH=tools/export python tools/goldens/quantized.py libs/inference/src/test/resources/models

Also of a matrix with as many rows as real ones have, as graphs of their own. Needs onnx, onnxruntime, torch and numpy.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from vlmexport.onnxfiles import clean, write
from vlmexport.quantized import DTYPES, quantized

ROWS, COLUMNS = 608, 43


def folded(path):
    """The model with what is computed of weights alone, such as tables kept in 8 bits, as weights."""
    with tempfile.TemporaryDirectory() as directory:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(Path(directory) / "folded.onnx")
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return clean(onnx.load(options.optimized_model_filepath))


def matrix():
    weights = np.random.default_rng(7).standard_normal((ROWS, COLUMNS)).astype(np.float32) * ROWS**-0.5
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "weights"], ["y"], name="product")],
        "matrix",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", ROWS])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", COLUMNS])],
        [numpy_helper.from_array(weights, "weights")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", type=Path, help="the directory of the small bundles")
    models = parser.parse_args().models
    made = {bundle: {graph: folded(models / bundle / "onnx" / f"{graph}.onnx")}
            for bundle, graph in (("tiny-smolvlm", "decoder_model_merged"), ("tiny-vit", "model"))}
    made["tiny-smolvlm"]["matrix"] = matrix()
    for bundle, graphs in made.items():
        for stem, model in graphs.items():
            for dtype in DTYPES:
                write(quantized(model, dtype), models / f"{bundle}-quantized" / f"{stem}_{dtype}.onnx")


if __name__ == "__main__":
    main()
