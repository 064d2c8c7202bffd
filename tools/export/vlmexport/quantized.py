"""Weights in 8 or 4 bits, so that a row of a batch gives what it gives alone.

A matrix becomes `MatMulNBits`: a scale for every 32 weights of a column, and activations rounded to 8 bits by scales of their
own row, whose products are summed exactly. Scales over a whole tensor (DynamicQuantizeLinear, as `_quantized` graphs have them)
would follow what else is in the batch. Tables that rows are looked up in have 8 bits and a scale for each row.
"""
import numpy as np
from onnx import AttributeProto, TensorProto, helper, numpy_helper

BITS = {"int8": 8, "q4": 4}
# Larger blocks, as the levels below, sum in another order for one row than for several; level 4 is activations in 8 bits.
BLOCK = 32
ACCURACY_LEVEL = 4
SMALLEST_TABLE = 4096
DOMAIN = "com.microsoft"


def quantized(model, dtype):
    """The model with its matrices in that dtype; convolutions, norms and biases stay float32."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer
               if tensor.data_type == TensorProto.FLOAT and len(tensor.dims) == 2}
    whole, model, made = model, _without_weights(model), {}
    _quantize(model.graph, weights, BITS[dtype], made)
    used = set(_inputs(model.graph)) | {output.name for output in model.graph.output}
    kept = [tensor for tensor in whole.graph.initializer if tensor.name in used]
    model.graph.initializer.extend([*kept, *made.values()])
    if not any(opset.domain == DOMAIN for opset in model.opset_import):
        model.opset_import.append(helper.make_opsetid(DOMAIN, 1))
    return model


def _without_weights(model):
    """A copy to be changed; of a large model a whole one would be more than Protocol Buffers can hold in a message."""
    graph = helper.make_graph(model.graph.node, model.graph.name, model.graph.input, model.graph.output,
                              value_info=model.graph.value_info)
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version,
                             producer_name=model.producer_name, producer_version=model.producer_version)


def _quantize(graph, weights, bits, made):
    nodes = []
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == AttributeProto.GRAPH:
                _quantize(attribute.g, weights, bits, made)
        nodes += _node(node, weights, bits, made)
    nodes = [type(node).FromString(node.SerializeToString()) for node in nodes]
    del graph.node[:]
    graph.node.extend(nodes)


def _node(node, weights, bits, made):
    """What takes a node's place: itself, where it has no matrix to be quantized."""
    settings = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    if node.op_type == "Gather" and not settings.get("axis") and node.input[0] in weights:
        table = weights[node.input[0]]
        return _lookup(node, table, made) if np.prod(table.dims) >= SMALLEST_TABLE else [node]
    plain = settings.get("alpha", 1.0) == settings.get("beta", 1.0) == 1.0 and not settings.get("transA")
    if node.op_type not in ("MatMul", "Gemm") or node.input[1] not in weights or not plain:
        return [node]
    weight, transposed = weights[node.input[1]], bool(settings.get("transB"))
    columns, rows = weight.dims if transposed else reversed(weight.dims)
    if rows < BLOCK:
        return [node]
    name = f"{weight.name}_{bits}bits"
    if name not in made:
        values = numpy_helper.to_array(weight)
        packed, scales = packed_columns(values.T if transposed else values, bits)
        made[name] = numpy_helper.from_array(packed, name)
        made[name + "_scales"] = numpy_helper.from_array(scales, name + "_scales")
    bias = list(node.input[2:3])
    product = node.output[0] + "_product" if bias else node.output[0]
    multiplied = helper.make_node("MatMulNBits", [node.input[0], name, name + "_scales"], [product], name=node.name,
                                  domain=DOMAIN, K=rows, N=columns, bits=bits, block_size=BLOCK,
                                  accuracy_level=ACCURACY_LEVEL)
    return [multiplied] + [helper.make_node("Add", [product, *bias], node.output, name=node.name + "_bias") for _ in bias]


def _lookup(node, table, made):
    name, found = table.name + "_rows", node.output[0]
    if name not in made:
        values = numpy_helper.to_array(table)
        scales = np.abs(values).max(1, keepdims=True) / np.float32(127)
        scales[scales == 0] = 1
        made[name] = numpy_helper.from_array(np.rint(values / scales).astype(np.int8), name)
        made[name + "_scales"] = numpy_helper.from_array(scales, name + "_scales")
    return [helper.make_node("Gather", [name, node.input[1]], [found + "_whole"], name=node.name),
            helper.make_node("Cast", [found + "_whole"], [found + "_cast"], name=node.name + "_cast", to=TensorProto.FLOAT),
            helper.make_node("Gather", [name + "_scales", node.input[1]], [found + "_scale"], name=node.name + "_scale"),
            helper.make_node("Mul", [found + "_cast", found + "_scale"], node.output, name=node.name + "_scaled")]


def packed_columns(matrix, bits):
    """[K, N] -> (whole numbers [N, K / 32, bytes], scales [N * K / 32]), as MatMulNBits has them.

    The number of largest magnitude in a block becomes the lowest whole number, which has no counterpart above.
    """
    rows, columns = matrix.shape
    blocks = -(-rows // BLOCK)
    values = np.pad(matrix, ((0, blocks * BLOCK - rows), (0, 0))).T.reshape(columns, blocks, BLOCK)
    lowest = -(1 << (bits - 1))
    largest = np.take_along_axis(values, np.abs(values).argmax(-1, keepdims=True), -1)
    scales = (largest / lowest).astype(np.float32)
    scales[scales == 0] = 1
    whole = (np.clip(np.rint(values / scales), lowest, -lowest - 1) - lowest).astype(np.uint8)
    return whole if bits == 8 else whole[..., 0::2] | (whole[..., 1::2] << 4), scales.reshape(-1)


def _inputs(graph):
    for node in graph.node:
        yield from node.input
        for attribute in node.attribute:
            if attribute.type == AttributeProto.GRAPH:
                yield from _inputs(attribute.g)
                yield from (output.name for output in attribute.g.output)
