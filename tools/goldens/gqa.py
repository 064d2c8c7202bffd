"""Makes of a Llama-style decoder its twin with com.microsoft's GroupQueryAttention, as ONNX Runtime's model builder and newer
exports have it: positions are turned within the operator, and all that it knows of attention_mask is each row's sum.

    python tools/goldens/gqa.py demo/models/emoji-vlm/onnx/decoder_model_merged.onnx \
        --heads 4 --kv-heads 2 --head-size 48 --theta 10000 \
        --out libs/inference/src/test/resources/models/emoji-vlm-gqa/decoder_model_merged.onnx

Heads have to be of a multiple of 16 values, and q_proj, k_proj, v_proj and o_proj to be found in the names of nodes.

Needs onnx and numpy.
"""

import argparse

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def caches(head_size, theta, positions):
    inverse = theta ** -(np.arange(0, head_size, 2, dtype=np.float64) / head_size)
    angles = np.outer(np.arange(positions), inverse)
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def projections(graph, part):
    """The nodes of one projection, layer by layer."""
    return [node for node in graph.node if node.op_type == "MatMul" and f"/{part}_proj" in node.output[0]]


def attention(layer, inputs, args):
    name = f"/layers.{layer}/GroupQueryAttention"
    return helper.make_node(
        "GroupQueryAttention",
        inputs
        + [f"past_key_values.{layer}.key", f"past_key_values.{layer}.value", "seqlens_k", "total_length", "cos_cache", "sin_cache"],
        [f"{name}_output_0", f"present.{layer}.key", f"present.{layer}.value"],
        name=name,
        domain="com.microsoft",
        num_heads=args.heads,
        kv_num_heads=args.kv_heads,
        do_rotary=1,
        rotary_interleaved=0,
    )


def lengths():
    """seqlens_k: each row's keys less one; total_length: the longest row's keys."""
    return [
        helper.make_node("ReduceSum", ["attention_mask", "axis_1"], ["mask_sum"], keepdims=0),
        helper.make_node("Sub", ["mask_sum", "one"], ["last_key"]),
        helper.make_node("Cast", ["last_key"], ["seqlens_k"], to=TensorProto.INT32),
        helper.make_node("Shape", ["attention_mask"], ["mask_shape"]),
        helper.make_node("Gather", ["mask_shape", "index_1"], ["mask_length"], axis=0),
        helper.make_node("Cast", ["mask_length"], ["total_length"], to=TensorProto.INT32),
    ]


def without_unused(nodes, outputs):
    """Drops what nothing reads, back to front."""
    needed, kept = set(outputs), []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    return kept[::-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("decoder")
    parser.add_argument("--heads", type=int, required=True)
    parser.add_argument("--kv-heads", type=int, required=True)
    parser.add_argument("--head-size", type=int, required=True)
    parser.add_argument("--theta", type=float, required=True)
    parser.add_argument("--positions", type=int, default=1024, help="the longest row")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()

    model = onnx.load(args.decoder)
    graph = model.graph
    nodes = lengths()
    outs = {node.name: layer for layer, node in enumerate(projections(graph, "o"))}
    inputs = [[node.output[0] for node in layer] for layer in zip(*(projections(graph, part) for part in "qkv"), strict=True)]
    for node in graph.node:
        if node.name in outs:
            operator = attention(outs[node.name], inputs[outs[node.name]], args)
            nodes.append(operator)
            node.input[0] = operator.output[0]
        if not any(output.startswith("present.") for output in node.output):
            nodes.append(node)
    kept = without_unused(nodes, [output.name for output in graph.output])
    del graph.node[:]
    graph.node.extend(kept)

    cos, sin = caches(args.head_size, args.theta, args.positions)
    constants = [
        numpy_helper.from_array(cos, "cos_cache"),
        numpy_helper.from_array(sin, "sin_cache"),
        numpy_helper.from_array(np.array([1], np.int64), "axis_1"),
        numpy_helper.from_array(np.array(1, np.int64), "one"),
        numpy_helper.from_array(np.array(1, np.int64), "index_1"),
    ]
    read = {name for node in kept for name in node.input}
    weights = [weight for weight in graph.initializer if weight.name in read]
    inputs = [value for value in graph.input if value.name in read]
    del graph.initializer[:], graph.input[:], graph.value_info[:]
    graph.initializer.extend(weights + constants)
    graph.input.extend(inputs)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.checker.check_model(model)
    onnx.save(model, args.out)


if __name__ == "__main__":
    main()
