"""Two graphs as one, as optimum lays out decoders: what comes first without a past, and what follows with one."""
import hashlib

import onnx
from onnx import TensorProto, helper

SWITCH = "use_cache_branch"


def merge(first, following):
    """A model that is `following` where its input use_cache_branch [1] is true, else `first`.

    It has the inputs of both and the outputs of `first`; of those that `following` lacks it gives tensors without elements
    there. Equal weights of the two are kept once.
    """
    outputs, weights = [copied(output) for output in first.graph.output], {}
    branches = {"else_branch": branch(first.graph, "first.", outputs, weights),
                "then_branch": branch(following.graph, "following.", outputs, weights)}
    inputs = {value.name: copied(value) for model in (first, following) for value in model.graph.input}
    inputs[SWITCH] = helper.make_tensor_value_info(SWITCH, TensorProto.BOOL, [1])
    switch = helper.make_node("If", [SWITCH], [output.name for output in outputs], name="branch", **branches)
    graph = helper.make_graph([switch], "merged", list(inputs.values()), outputs, list(weights.values()))
    return helper.make_model(graph, opset_imports=first.opset_import, ir_version=first.ir_version)


def branch(graph, prefix, outputs, weights):
    """A graph as a branch that gives `outputs`: its weights moved to `weights` by their contents, all other names its own."""
    names = {name: prefix + name for node in graph.node for name in node.output if name}
    for tensor in graph.initializer:
        contents = (tuple(tensor.dims), tensor.data_type, hashlib.sha256(tensor.raw_data).digest())
        key = contents if tensor.raw_data else prefix + tensor.name
        if key not in weights:
            weights[key] = copied(tensor)
            weights[key].name = prefix + tensor.name
        names[tensor.name] = weights[key].name
    nodes = [copied(node) for node in graph.node]
    rename(nodes, names, prefix)
    own, given = {output.name for output in graph.output}, []
    for output in outputs:
        given.append(copied(output))
        given[-1].name = prefix + output.name
        if output.name not in own:
            nodes.append(nothing(output, given[-1].name))
    return helper.make_graph(nodes, prefix.rstrip("."), [], given)


def rename(nodes, names, prefix):
    for node in nodes:
        node.name = prefix + node.name
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                rename(attribute.g.node, names, prefix)


def nothing(output, name):
    """A constant without rows, of an output's type and fixed extents."""
    kind = output.type.tensor_type
    extents = [0] + [axis.dim_value or 1 for axis in kind.shape.dim[1:]]
    return helper.make_node("Constant", [], [name], name=name,
                            value=helper.make_tensor(name, kind.elem_type, extents, []))


def copied(message):
    return type(message).FromString(message.SerializeToString())
