"""Makes a graph whose weights lie in a file beside it: y = x · [[0, 1, … 7], [8, …] …].

    python tools/goldens/external_weights.py libs/inference/src/test/resources/models/external

Needs onnx and numpy.
"""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def main():
    weights = numpy_helper.from_array(np.arange(64, dtype=np.float32).reshape(8, 8), "weights")
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "weights"], ["y"])],
        "external",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 8])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save_model(
        model, sys.argv[1] + "/model.onnx", save_as_external_data=True, location="model.onnx_data", size_threshold=0
    )


if __name__ == "__main__":
    main()
