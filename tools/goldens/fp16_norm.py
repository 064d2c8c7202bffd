"""Makes the graph of fp16 on which SimplifiedLayerNormFusion of ONNX Runtime 1.24 fails on the CPU (onnxruntime#26717): two
RMS norms as Llama has them, all in fp16, with a residual between them. For x [batch, tokens, 8] it gives x / rms(x), twice
over.

    python tools/goldens/fp16_norm.py libs/inference/src/test/resources/models/fp16-norm/model.onnx

Needs onnx and numpy.
"""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def half(value):
    return numpy_helper.from_array(np.array(value, np.float16))


def norm(layer, x, y):
    p = f"/layers.{layer}/norm"
    return [
        helper.make_node("Constant", [], [f"{p}/two"], name=f"{p}/Two", value=half(2)),
        helper.make_node("Pow", [x, f"{p}/two"], [f"{p}/squares"], name=f"{p}/Pow"),
        helper.make_node("ReduceMean", [f"{p}/squares"], [f"{p}/mean"], name=f"{p}/ReduceMean", axes=[-1]),
        helper.make_node("Constant", [], [f"{p}/epsilon"], name=f"{p}/Epsilon", value=half(1e-5)),
        helper.make_node("Add", [f"{p}/mean", f"{p}/epsilon"], [f"{p}/sum"], name=f"{p}/Add"),
        helper.make_node("Sqrt", [f"{p}/sum"], [f"{p}/rms"], name=f"{p}/Sqrt"),
        helper.make_node("Div", [x, f"{p}/rms"], [f"{p}/normed"], name=f"{p}/Div"),
        helper.make_node("Mul", [f"{p}/normed", "weight"], [y], name=f"{p}/Mul"),
    ]


def main():
    nodes = norm(0, "x", "h")
    nodes.append(helper.make_node("MatMul", ["h", "identity"], ["branch"], name="/MatMul"))
    nodes.append(helper.make_node("Add", ["x", "branch"], ["residual"], name="/Add"))
    nodes += norm(1, "residual", "y")
    shape = ["batch", "tokens", 8]
    graph = helper.make_graph(
        nodes,
        "fp16-norm",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT16, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT16, shape)],
        [
            numpy_helper.from_array(np.ones(8, np.float16), "weight"),
            numpy_helper.from_array(np.eye(8, dtype=np.float16), "identity"),
        ],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8), sys.argv[1])


if __name__ == "__main__":
    main()
