"""Makes int8 and q4 of a small bundle's decoder or encoder, as tools/export does, for tests of answers alone and in a batch.

    export PYTHONPATH=tools/export models=libs/inference/src/test/resources/models
    python tools/goldens/quantized.py $models/tiny-smolvlm --graph decoder_model_merged --out $models/tiny-smolvlm-quantized
    python tools/goldens/quantized.py $models/tiny-vit --graph model --out $models/tiny-vit-quantized

Also of a matrix with as many rows as real ones have, as graphs of their own: of a decoder, which has a past, and of an encoder. Needs
onnx, onnxruntime, torch and numpy.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from vlmexport.onnxfiles import clean, write
from vlmexport.quantized import BITS, quantized

ROWS, COLUMNS = 608, 43


def folded(path):
    """The model with what is computed of weights alone, such as tables kept in 8 bits, as weights."""
    with tempfile.TemporaryDirectory() as directory:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(Path(directory) / "folded.onnx")
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return clean(onnx.load(options.optimized_model_filepath))


def matrix(given):
    weights = np.random.default_rng(7).standard_normal((ROWS, COLUMNS)).astype(np.float32) * ROWS**-0.5
    graph = helper.make_graph(
        [helper.make_node("MatMul", [given, "weights"], ["y"], name="product")],
        "matrix",
        [helper.make_tensor_value_info(given, TensorProto.FLOAT, ["batch", ROWS])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", COLUMNS])],
        [numpy_helper.from_array(weights, "weights")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--graph", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    graph = folded(args.bundle / "onnx" / f"{args.graph}.onnx")
    given = next((one.name for one in graph.graph.input if one.name.startswith("past_key_values")), "x")
    for stem, model in ((args.graph, graph), ("matrix", matrix(given))):
        for dtype in BITS:
            write(quantized(model, dtype), args.out / f"{stem}_{dtype}.onnx")


if __name__ == "__main__":
    main()
