"""Weights out of a bundle's graphs, and trained ones back into them."""
import re

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import LlamaConfig, LlamaForCausalLM
from vlmexport.onnxfiles import write

PROJECTION = re.compile(r"(?:^|/)(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj|lm_head)(?:_\d+)?/MatMul$")
NORM = re.compile(r"(?:^|/)(input_layernorm|post_attention_layernorm|norm)(?:_\d+)?/Mul_1$")
# Which part of a layer a projection is in, in transformers' names.
PLACE = {name: "self_attn" for name in ("q_proj", "k_proj", "v_proj", "o_proj")} | {
    name: "mlp" for name in ("gate_proj", "up_proj", "down_proj")}
OUTSIDE = {"lm_head": "lm_head.weight", "norm": "model.norm.weight"}
DECODER = "onnx/decoder_model_merged.onnx"


class Graph:
    """One ONNX file whose weights may be stored small: int8 with scales, float16 with a cast."""

    def __init__(self, file):
        self.file = file
        self.model = onnx.load(str(file))
        self.nodes = self.model.graph.node
        self.producers = {output: node for node in self.nodes for output in node.output}
        self.initializers = {tensor.name: tensor for tensor in self.model.graph.initializer}

    def weight(self, name):
        """A constant as float32, undoing how it is stored; None if it depends on an input."""
        if name in self.initializers:
            return numpy_helper.to_array(self.initializers[name]).astype(np.float32)
        node = self.producers.get(name)
        if node is None or node.op_type not in ("Cast", "Mul", "Transpose", "Identity"):
            return None
        values = [self.weight(each) for each in node.input]
        if any(value is None for value in values):
            return None
        if node.op_type == "Mul":
            return values[0] * values[1]
        if node.op_type == "Transpose":
            return values[0].transpose(next((list(a.ints) for a in node.attribute if a.name == "perm"), None))
        return values[0]

    def constant_input(self, node):
        """(its position, its value) of the input of a node that is a weight."""
        for at, name in enumerate(node.input):
            value = self.weight(name)
            if value is not None:
                return at, value
        raise ValueError(f"{self.file}: {node.op_type} {node.name} has no weight")

    def readers(self, name):
        return [node for node in self.nodes if name in node.input]

    def replace(self, node, at, value, name):
        """Feeds a node another weight."""
        self.model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name))
        node.input[at] = name

    def between(self, given, wanted):
        """The part that makes of one value another, as a model; `given` None: of the graph's own inputs."""
        graph = self.model.graph
        del graph.output[:]
        graph.output.append(helper.make_tensor_value_info(wanted, TensorProto.FLOAT, None))
        if given is not None:
            self.nodes.remove(self.producers[given])
            del graph.input[:]
            graph.input.append(helper.make_tensor_value_info(given, TensorProto.FLOAT, [None, None, None]))
        self.prune()
        return self.model

    def save(self, file):
        """Without what no output needs any more."""
        self.prune()
        write(self.model, file)

    def prune(self):
        """Leaves out nodes and weights that no output needs."""
        needed = {output.name for output in self.model.graph.output}
        kept = []
        for node in reversed(self.nodes):
            if needed & set(node.output):
                kept.append(node)
                needed |= set(node.input)
        nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in reversed(kept)]
        del self.nodes[:]
        self.nodes.extend(nodes)
        for tensor in [t for t in self.model.graph.initializer if t.name not in needed]:
            self.model.graph.initializer.remove(tensor)


def decoder_weights(graph):
    """(its name in transformers' Llama, the node that reads it, at which input, the weight as torch has it [out, in])."""
    counts = {}
    for node in graph.nodes:
        found = (PROJECTION if node.op_type == "MatMul" else NORM).search(node.name) if node.op_type in ("MatMul", "Mul") else None
        if not found:
            continue
        kind, (at, value) = found[1], graph.constant_input(node)
        layer = counts[kind] = counts.get(kind, -1) + 1
        name = OUTSIDE.get(kind) or f"model.layers.{layer}.{PLACE[kind] + '.' if kind in PLACE else ''}{kind}.weight"
        yield name, node, at, value.T.copy() if node.op_type == "MatMul" else value


def write_decoder(bundle, weights, file):
    """The bundle's decoder with these weights {name: [out, in]} in place of its own.

    They are stored as float32, or float16 with a cast where that loses nothing, also where the bundle's are int8 with scales, which
    cannot hold them. All others stay as they are stored.
    """
    graph, placed = Graph(bundle / DECODER), set()
    for name, node, at, _ in decoder_weights(graph):
        if name in weights:
            graph.replace(node, at, weights[name].numpy().T, f"{name}.trained")
            placed.add(name)
    if placed != set(weights):
        raise ValueError(f"{graph.file} has no place for {sorted(set(weights) - placed)[:4]}")
    graph.save(file)


def llama(bundle, config):
    """The bundle's decoder and embeddings as transformers' Llama."""
    made = LlamaForCausalLM(LlamaConfig(**{k: v for k, v in config["text_config"].items() if k != "model_type"},
                                        attn_implementation="sdpa"))
    graph = Graph(bundle / DECODER)
    state = {name: torch.from_numpy(value) for name, _, _, value in decoder_weights(graph)}
    embed = Graph(bundle / "onnx/embed_tokens.onnx")
    gather = next(node for node in embed.nodes if node.op_type == "Gather")
    state["model.embed_tokens.weight"] = torch.from_numpy(embed.weight(gather.input[0]))
    wanted = {name for name, _ in made.named_parameters(remove_duplicate=False)}
    if set(state) != wanted:
        raise ValueError(f"{graph.file} has not the weights of a Llama that tools/export writes: {sorted(wanted ^ set(state))[:4]}")
    # Tied matrices may be stored with other roundings in the two graphs: each keeps its own.
    made.lm_head.weight = torch.nn.Parameter(state["lm_head.weight"].clone())
    made.load_state_dict(state)
    return made.eval().requires_grad_(False)
