"""Weights in 8 or 4 bits, so that a row of a batch gives what it gives alone.

In 8 bits, whole rows are multiplied by whole columns, with a scale for each; sums of whole numbers are exact, in whatever order and
company. One large number would make such a scale coarse for its whole row: an orthogonal matrix spreads it over others, and the weights
take the turn back (QuaRot, Ashkboos et al. 2024, arXiv 2404.00456). What `rotation` rotates once and for all costs nothing at run time;
other rows are turned by a Hadamard matrix, some neighbours at a time.

In 4 bits, a matrix becomes `MatMulNBits`: a scale for every 32 weights of a column, and activations rounded to 8 bits by scales of
their own row. Reading the weights is what one answer at a time waits for, multiplying what several and a prompt wait for: there 8 bits
are two to three times as fast.

Matrices that multiply the same rows (queries, keys and values; gate and up) are put side by side: fewer and larger products, of the
same bits. Wide ones in 8 bits stay separate: splitting their result costs more than another operator.

Scales over a whole tensor (DynamicQuantizeLinear, as `_quantized` graphs have them) would follow what else is in the batch. Tables that
rows are looked up in have 8 bits and a scale for each row, in both.
"""
from functools import partial

import numpy as np
from onnx import AttributeProto, TensorProto, helper, numpy_helper

from .rotation import ROTATION, rotate

DTYPES = ("int8", "q4")
DOMAIN = "com.microsoft"
SMALLEST_TABLE = 4096
# Larger blocks, as the levels below, sum in another order for one row than for several; level 4 is activations in 8 bits.
BLOCK = 32
ACCURACY_LEVEL = 4
# Columns from which a product in 8 bits stays separate. In 4 bits, each product rounds its rows itself.
WIDE = 1024
# How many neighbours share a large number; more take longer and gain nothing.
TURNED = 64
ZERO, LARGEST = 128, 127
# Of a row's largest number.
STEP = np.float32(1 / LARGEST)
# Of a row of root mean square 1 without outliers: one number of 150,000 with a normal distribution is cut off at 4.5.
EVEN_STEP = np.float32(4.5 / LARGEST)


def quantized(model, dtype):
    """The model with its matrices in that dtype; convolutions, norms and biases stay float32."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    matrices, vectors = ({name: tensor for name, tensor in weights.items() if tensor.data_type == TensorProto.FLOAT
                          and len(tensor.dims) == dimensions} for dimensions in (2, 1))
    model, made = _without_weights(model), {}
    even, heads = rotate(model.graph, matrices, vectors)
    multiplied, wide = (partial(_by_rows, even=even, heads=heads), WIDE) if dtype == "int8" else (_by_blocks, np.inf)
    _quantize(model.graph, matrices, multiplied, wide, made)
    used = set(_inputs(model.graph)) | {output.name for output in model.graph.output}
    kept = [tensor for name, tensor in {**weights, **matrices, **vectors}.items() if name in used]
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


def _quantize(graph, weights, multiplied, wide, made):
    """`multiplied`: gives the nodes of a product, see `_by_blocks`. Products of the same rows stand where the first did.
    `wide`: columns from which they stay separate."""
    nodes, together = [], {}
    for node in graph.node:
        if _is_product(node, weights):
            together.setdefault(_company(node, weights, wide), []).append(node)
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == AttributeProto.GRAPH:
                _quantize(attribute.g, weights, multiplied, wide, made)
        if not _is_product(node, weights):
            nodes += _lookup(node, weights, made)
            continue
        same = together[_company(node, weights, wide)]
        if node is same[0]:
            nodes += _products(same, weights, multiplied, made)
        nodes += [helper.make_node("Add", [_product(node), *node.input[2:3]], node.output, name=node.name + "_bias")
                  for _ in node.input[2:3]]
    # Products of the same rows round them in the same nodes.
    nodes = [type(node).FromString(node.SerializeToString()) for node in {tuple(node.output): node for node in nodes}.values()]
    del graph.node[:]
    graph.node.extend(nodes)


def _settings(node):
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def _is_product(node, weights):
    """Of rows and a matrix that is to be quantized."""
    settings = _settings(node)
    plain = settings.get("alpha", 1.0) == settings.get("beta", 1.0) == 1.0 and not settings.get("transA")
    return (node.op_type in ("MatMul", "Gemm") and node.input[1] in weights and plain and not node.name.startswith(ROTATION)
            and weights[node.input[1]].dims[bool(settings.get("transB"))] >= BLOCK)


def _company(node, weights, wide):
    """What products that are put side by side have in common: their rows. A wide one shares this with no other."""
    columns = weights[node.input[1]].dims[not _settings(node).get("transB")]
    return node.input[0], None if columns < wide else node.output[0]


def _product(node):
    """The name of a product, before a bias is added if one is."""
    return node.output[0] + "_product" if node.input[2:3] else node.output[0]


def _products(nodes, weights, multiplied, made):
    """The nodes that give the products of `nodes`, whose rows are the same."""
    matrices = [_matrix(weights[node.input[1]], bool(_settings(node).get("transB"))) for node in nodes]
    first, given, name = nodes[0], nodes[0].input[0], "_".join(node.input[1] for node in nodes)
    if len(nodes) == 1:
        return multiplied(first.name, given, name, matrices[0], _product(first), made)
    whole, widths = first.output[0] + "_side_by_side", np.array([matrix.shape[1] for matrix in matrices], np.int64)
    products = multiplied(first.name, given, name, np.concatenate(matrices, 1), whole, made)
    made[name + "_widths"] = numpy_helper.from_array(widths, name + "_widths")
    return [*products,
            helper.make_node("Split", [whole, name + "_widths"], [_product(node) for node in nodes],
                             name=first.name + "_split", axis=-1)]


def _by_blocks(node, given, weight, matrix, product, made):
    """The nodes whose output `product` is that of rows `given` and a matrix; `node`, `weight`: names. `made`: weights so far."""
    name = f"{weight}_4bits"
    rows, columns = matrix.shape
    if name not in made:
        packed, scales = packed_columns(matrix)
        made[name] = numpy_helper.from_array(packed, name)
        made[name + "_scales"] = numpy_helper.from_array(scales, name + "_scales")
    return [helper.make_node("MatMulNBits", [given, name, name + "_scales"], [product], name=node, domain=DOMAIN,
                             K=rows, N=columns, bits=4, block_size=BLOCK, accuracy_level=ACCURACY_LEVEL)]


def _by_rows(node, given, weight, matrix, product, made, even, heads):
    """As `_by_blocks`; `even` and `heads`: see `rotate`."""
    name = f"{weight}_columns"
    if name not in made:
        whole, scales = whole_columns(matrix if given in even | heads else turned(matrix))
        made[name] = numpy_helper.from_array(whole, name)
        made[name + "_scales"] = numpy_helper.from_array(scales, name + "_scales")
    if given in even:
        step, zero = _constant(made, "even_step", EVEN_STEP), _constant(made, "zero", np.uint8(ZERO))
        return [helper.make_node("QuantizeLinear", [given, step, zero], [given + "_whole"], name=given + "_whole"),
                helper.make_node("MatMulIntegerToFloat", [given + "_whole", name, step, name + "_scales", zero, zero], [product],
                                 name=node, domain=DOMAIN)]
    nodes, whole, scale = _rounded(given, None if given in heads else len(matrix), made)
    step, zero = _constant(made, "step", STEP), _constant(made, "zero", np.uint8(ZERO))
    return [*nodes,
            helper.make_node("MatMulIntegerToFloat", [whole, name, step, name + "_scales", zero, zero], [product + "_columns"],
                             name=node, domain=DOMAIN),
            helper.make_node("Mul", [product + "_columns", scale], [product], name=node + "_rows")]


def _turned(given, width, made):
    """Nodes that turn rows of a width, and the name of what they give."""
    size = turned_together(width)
    side = _constant(made, f"turn_{size}", hadamard(size))
    parts = _constant(made, f"parts_{size}", np.array([-1, size], np.int64))
    shape, cut, spread, turned = (f"{given}_{name}" for name in ("shape", "cut", "spread", "turned"))
    return [helper.make_node("Shape", [given], [shape]),
            helper.make_node("Reshape", [given, parts], [cut]),
            helper.make_node("MatMul", [cut, side], [spread]),
            helper.make_node("Reshape", [spread, shape], [turned])], turned


def _rounded(given, width, made):
    """Nodes that turn rows of a width, if one is given, and round them to 8 bits; the names of their whole numbers and scales."""
    turning, turned = _turned(given, width, made) if width else ([], given)
    step, zero = _constant(made, "step", STEP), _constant(made, "zero", np.uint8(ZERO))
    sizes, scale, unit, whole = (f"{given}_{name}" for name in ("sizes", "scale", "unit", "whole"))
    nodes = [*turning,
             helper.make_node("Abs", [turned], [sizes]),
             # Of a row of zeros: whatever whole numbers come of dividing by it, they are multiplied by it again.
             helper.make_node("ReduceMax", [sizes], [scale], axes=[-1], keepdims=1),
             helper.make_node("Div", [turned, scale], [unit]),
             helper.make_node("QuantizeLinear", [unit, step, zero], [whole])]
    return nodes, whole, scale


def _constant(made, name, value):
    """The full name of a small weight that is the same for all products."""
    name = "quantized_" + name
    made.setdefault(name, numpy_helper.from_array(np.asarray(value), name))
    return name


def _matrix(weight, transposed):
    values = numpy_helper.to_array(weight)
    return values.T if transposed else values


def _lookup(node, weights, made):
    """What takes a node's place: itself, where it looks nothing up in a table that is to be quantized."""
    looks_up = node.op_type == "Gather" and not _settings(node).get("axis") and node.input[0] in weights
    if not looks_up or np.prod(weights[node.input[0]].dims) < SMALLEST_TABLE:
        return [node]
    table = weights[node.input[0]]
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


def packed_columns(matrix):
    """[K, N] -> (whole numbers in 4 bits [N, K / 32, 16], scales [N * K / 32]), as MatMulNBits has them.

    The number of largest magnitude in a block becomes the lowest whole number, which has no counterpart above.
    """
    rows, columns = matrix.shape
    blocks = -(-rows // BLOCK)
    values = np.pad(matrix, ((0, blocks * BLOCK - rows), (0, 0))).T.reshape(columns, blocks, BLOCK)
    largest = np.take_along_axis(values, np.abs(values).argmax(-1, keepdims=True), -1)
    scales = (largest / -8).astype(np.float32)
    scales[scales == 0] = 1
    whole = (np.clip(np.rint(values / scales), -8, 7) + 8).astype(np.uint8)
    return whole[..., 0::2] | (whole[..., 1::2] << 4), scales.reshape(-1)


def turned(matrix):
    """[K, N]: the matrix that gives turned rows what `matrix` gives these."""
    size = turned_together(len(matrix))
    return (hadamard(size, np.float64) @ matrix.reshape(-1, size, matrix.shape[1])).reshape(matrix.shape)


def whole_columns(matrix):
    """[K, N] -> whole numbers around ZERO, scales [N]."""
    scales = np.abs(matrix).max(0) / LARGEST
    scales[scales == 0] = 1
    # Unsigned, for products of signed numbers overflow on processors that sum two of them in 16 bits.
    return (np.rint(matrix / scales) + ZERO).astype(np.uint8), scales.astype(np.float32)


def turned_together(width):
    """The largest power of two, up to TURNED, into which rows of this width can be cut."""
    return min(TURNED, width & -width)


def hadamard(size, dtype=np.float32):
    """Symmetric and its own inverse. `size`: a power of two."""
    matrix = np.ones((1, 1))
    while len(matrix) < size:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return (matrix / np.sqrt(size)).astype(dtype)


def _inputs(graph):
    for node in graph.node:
        yield from node.input
        for attribute in node.attribute:
            if attribute.type == AttributeProto.GRAPH:
                yield from _inputs(attribute.g)
                yield from (output.name for output in attribute.g.output)
