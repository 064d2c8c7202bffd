"""Makes int8 and q4 of a small bundle's decoder and of an encoder, as tools/export does, for tests of answers alone and in a batch.

    PYTHONPATH=tools/export python tools/goldens/quantized.py libs/inference/src/test/resources/models

Also of a matrix with as many rows as real ones have, as graphs of their own. Needs onnx, torch and numpy.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from vlmexport.onnxfiles import write
from vlmexport.quantized import DTYPES, quantized

ROWS, COLUMNS = 608, 43


def full(path):
    """The model with weights in float32 that are kept in float16."""
    model = onnx.load(path)
    halves = {tensor.name: tensor for tensor in model.graph.initializer if tensor.data_type == TensorProto.FLOAT16}
    for cast in [node for node in model.graph.node if node.op_type == "Cast" and node.input[0] in halves]:
        weight = halves[cast.input[0]]
        weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float32), cast.output[0]))
        model.graph.node.remove(cast)
    return model


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
    made = {bundle: {graph: full(models / bundle / "onnx" / f"{graph}.onnx")}
            for bundle, graph in (("tiny-smolvlm", "decoder_model_merged"), ("tiny-vit", "model"))}
    made["tiny-smolvlm"]["matrix"] = matrix()
    for bundle, graphs in made.items():
        for stem, model in graphs.items():
            for dtype in DTYPES:
                write(quantized(model, dtype), models / f"{bundle}-quantized" / f"{stem}_{dtype}.onnx")


if __name__ == "__main__":
    main()
