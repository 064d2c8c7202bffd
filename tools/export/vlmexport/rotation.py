"""Rotates what a decoder's layers add to and read (the residual stream), so that no number of a row is far larger than the others.

Weights take up the rotation and the norms' own weights, and a root mean square norm is the same of a rotated row, so that only what
enters the stream is multiplied by a matrix more (QuaRot, Ashkboos et al. 2024, arXiv 2404.00456).
"""
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper

# The names of the nodes that rotate rows begin so; in 8 or 4 bits these would lose what they are for.
ROTATION = "rotation"
ONES = "rotation_ones"


def rotate(graph, weights, vectors):
    """Rotates a decoder's residual stream where all that reads it and adds to it is known; else the graph stays as it is.

    `weights`, `vectors`: {name: tensor} of the graph with two and one dimensions; the changed ones are added. Returns two sets of names
    of rows that products read: those of a norm without weights of its own, of root mean square 1, and what attention gives, rotated
    head by head.
    """
    try:
        return _Stream(graph, weights, vectors).rotate()
    except _Unknown:
        return set(), set()


def rotated(rows):
    """Rows times an orthogonal matrix, the same for each width."""
    width = rows.shape[-1]
    power = width & -width
    draws = np.random.default_rng(width)
    # Random signs, so that no pattern that a model may have is one of the matrix.
    rows = rows * draws.choice([-1.0, 1.0], width)
    if width > power:
        odd = np.linalg.qr(draws.standard_normal((width // power,) * 2))[0]
        rows = np.einsum("...op,oq->...qp", rows.reshape(*rows.shape[:-1], -1, power), odd)
    # Hadamard's matrix: sums and differences of halves, again and again.
    rows, half = rows.reshape(*rows.shape[:-1] if width == power else rows.shape[:-2], width), 1
    while half < power:
        pairs = rows.reshape(*rows.shape[:-1], -1, 2, half)
        rows = np.stack([pairs[..., 0, :] + pairs[..., 1, :], pairs[..., 0, :] - pairs[..., 1, :]], -2).reshape(rows.shape)
        half *= 2
    return rows / np.sqrt(power)


class _Unknown(Exception):
    """Something in a graph is not what this module knows."""


class _Stream:

    def __init__(self, graph, weights, vectors):
        self.graph, self.weights, self.vectors = graph, weights, vectors
        self.outputs = {output.name for output in graph.output}
        self.givers = {name: node for node in graph.node for name in node.output}
        self.readers = defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self.readers[name].append(node)

    def rotate(self):
        start = self.start()
        values, sums, writers = {start: None}, [], []
        for node in self.graph.node:
            parts = [self.same(name) for name in node.input] if node.op_type == "Add" else []
            added = [part for part in parts if part not in values]
            if len(added) < len(parts):
                writers.append(self.writer(*added))
                sums.append(node)
                values[node.output[0]] = None
        norms = [norm for value in values for norm in self.norms(value, sums)]
        matrix = rotated(np.eye(len(self.vector(norms[0].weight))))
        self.keep(self.vectors, ONES, np.ones(len(matrix)))
        self.replace(self.readers[start], start, start + "_rotated")
        nodes = {"": [self.product(start, matrix, start + "_rotated")], **{node.output[0]: [node] for node in self.graph.node}}
        for product, bias in writers:
            self.write(product, bias)
        even = {name for norm in norms for name in self.read(norm, matrix, nodes)}
        heads = {product.input[0] for product, _ in writers if self.attend(product)}
        nodes = [type(node).FromString(node.SerializeToString()) for some in nodes.values() for node in some]
        del self.graph.node[:]
        self.graph.node.extend(nodes)
        return even, heads

    def start(self):
        """The input where the stream begins."""
        found = [given.name for given in self.graph.input
                 if given.type.tensor_type.elem_type == TensorProto.FLOAT and len(given.type.tensor_type.shape.dim) == 3
                 and any(node.op_type == "Pow" for node in self.reading(given.name))]
        return _one(found)

    def same(self, value):
        """The value itself, before what changes no bit of it."""
        node = self.givers.get(value)
        return self.same(node.input[0]) if node and _is_same(node) else value

    def reading(self, value):
        """Nodes that read a value, behind what changes no bit of it."""
        if value in self.outputs:
            raise _Unknown
        for node in self.readers[value]:
            yield from self.reading(node.output[0]) if _is_same(node) else [node]

    def next(self, value, operator):
        return _one([node for node in self.reading(value) if node.op_type == operator])

    def writer(self, value=None):
        """The product that gives what is added to the stream, and the node that adds a bias to it or None."""
        node, bias = self.givers.get(value), None
        if node and node.op_type == "Add":
            bias = node
            value = _one([name for name in node.input if self.same(name) not in self.vectors])
            node = self.givers.get(self.same(value))
        if not node or not self.is_product(node):
            raise _Unknown
        return node, bias

    def is_product(self, node):
        return node.op_type == "MatMul" and node.input[1] in self.weights

    def norms(self, value, sums):
        """The norms of a value of the stream that nothing else reads but the next sum."""
        norms = []
        for node in self.reading(value):
            if node.op_type == "Pow":
                mean = self.next(node.output[0], "ReduceMean")
                root = self.next(self.next(mean.output[0], "Add").output[0], "Sqrt")
                scaled = self.next(self.next(root.output[0], "Div").output[0], "Mul")
                end = self.next(scaled.output[0], "Mul")
                norms.append(_Norm(scaled, end, _one([name for name in end.input if self.same(name) in self.vectors])))
        known = [*sums, *(norm.scaled for norm in norms)]
        if any(node.op_type not in ("Pow", "Shape") and node not in known for node in self.reading(value)):
            raise _Unknown
        return norms

    def vector(self, name):
        return numpy_helper.to_array(self.vectors[self.same(name)])

    def write(self, product, bias, purpose="written", width=-1):
        """What a product gives is rotated, whole or cut into parts of a width."""
        def change(rows):
            return rotated(rows.reshape(*rows.shape[:-1], -1, rows.shape[-1] if width < 0 else width)).reshape(rows.shape)
        self.weigh(product, purpose, change)
        if bias:
            name = _one([name for name in bias.input if self.same(name) in self.vectors])
            self.keep(self.vectors, f"{name}_{purpose}", change(self.vector(name)))
            self.replace([bias], name, f"{name}_{purpose}")

    def attend(self, product):
        """Rotates the values of which attention gives sums to a product, head by head. Whether that is what the product reads."""
        try:
            attended = self.giver(product.input[0], "Reshape")
            summed = self.giver(self.giver(attended.input[0], "Transpose").input[0], "MatMul")
            value = summed.input[1]
            if self.givers[self.same(value)].op_type == "Reshape":
                value = self.giver(self.giver(self.giver(value, "Reshape").input[0], "Expand").input[0], "Unsqueeze").input[0]
            past, fresh = self.giver(value, "Concat").input
            cut = self.giver(self.giver(fresh, "Transpose").input[0], "Reshape")
            values, bias = self.writer(cut.input[0])
            for name in (fresh, cut.output[0], cut.input[0], *([values.output[0]] if bias else [])):
                _one([node for node in self.reading(name) if node.op_type != "Shape"])
            width = _one([given.type.tensor_type.shape.dim[3].dim_value for given in self.graph.input if given.name == past])
        except (_Unknown, KeyError, ValueError):
            return False
        self.write(values, bias, "values", width)
        self.weigh(product, "attended", lambda matrix: rotated(matrix.T.reshape(matrix.shape[1], -1, width)).reshape(matrix.T.shape).T)
        return True

    def giver(self, value, operator):
        return _one([node for node in [self.givers.get(self.same(value))] if node and node.op_type == operator])

    def read(self, norm, matrix, nodes):
        """Products take up the norm's weight; where others read it, it is turned back. Returns the names that products read."""
        end, weight = norm.end.output[0], self.vector(norm.weight)
        users = [] if self.is_given(end) else [node for node in self.reading(end) if node.op_type != "Shape"]
        self.replace([norm.end], norm.weight, ONES)
        if users and all(self.is_product(node) and self.same(node.input[0]) == end for node in users):
            for node in users:
                self.weigh(node, "read_" + self.same(norm.weight), lambda matrix: rotated((matrix * weight[:, None]).T).T)
            return [node.input[0] for node in users]
        norm.end.output[0] = end + "_rotated"
        nodes[end].append(self.product(end + "_rotated", matrix.T * weight, end))
        return []

    def product(self, rows, matrix, output):
        self.keep(self.weights, f"{ROTATION}_of_{rows}", matrix)
        return helper.make_node("MatMul", [rows, f"{ROTATION}_of_{rows}"], [output], name=f"{ROTATION}_of_{rows}")

    def is_given(self, value):
        return value in self.outputs or any(_is_same(node) and self.is_given(node.output[0]) for node in self.readers[value])

    def weigh(self, product, purpose, change):
        """Gives a product a changed matrix, one for all that have the same for the same purpose."""
        old = product.input[1]
        name = f"{old}_{purpose}"
        if name not in self.weights:
            self.keep(self.weights, name, change(numpy_helper.to_array(self.weights[old])))
        self.replace([product], old, name)

    @staticmethod
    def keep(tensors, name, values):
        tensors[name] = numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name)

    @staticmethod
    def replace(nodes, old, new):
        for node in nodes:
            node.input[:] = [new if name == old and node.op_type != "Shape" else name for name in node.input]


class _Norm(NamedTuple):
    """`scaled`: the node that divides a row by its root mean square; `end`: that multiplies it by `weight`, a name."""
    scaled: NodeProto
    end: NodeProto
    weight: str


def _is_same(node):
    return node.op_type == "Identity" or (node.op_type == "Cast" and node.attribute[0].i == TensorProto.FLOAT)


def _one(found):
    if len(found) != 1:
        raise _Unknown
    return found[0]
