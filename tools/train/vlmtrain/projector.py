"""The projector at the end of a bundle's vision encoder: cut off, as a module, and put back."""
import functools
import json

import numpy as np
import onnxruntime
import torch

from .graphs import Graph

OUTPUT = "image_features"
CLOSE = 1e-3


class Projector(torch.nn.Module):
    """[B, tokens, Dv] -> [B, tokens, D]: a norm if the encoder has one there, and two layers with GELU between."""

    def __init__(self, norm, first, second):
        super().__init__()
        self.norm, self.linear_1, self.linear_2 = norm, first, second

    def forward(self, features):
        features = features if self.norm is None else self.norm(features)
        return self.linear_2(torch.nn.functional.gelu(self.linear_1(features)))


class Encoder:
    """A vision encoder in two: the frozen part, run by ONNX Runtime, and the projector, trained in torch."""

    def __init__(self, bundle):
        self.file = bundle / "onnx/vision_encoder.onnx"
        graph = Graph(self.file)
        products = [node for node in graph.nodes if node.op_type == "MatMul" and graph.weight(node.input[1]) is not None]
        if len(products) < 2 or not any(node.op_type == "Erf" for node in graph.nodes):
            raise ValueError(f"{self.file} does not end in two layers with GELU between, which is what is trained")
        self.places, layers = {}, []
        for name, product in zip(("linear_1", "linear_2"), products[-2:]):
            add = graph.readers(product.output[0])[0]
            at, bias = graph.constant_input(add)
            weight = graph.weight(product.input[1])
            layers.append(_linear(weight, bias))
            self.places[f"{name}.weight"] = (product.name, 1)
            self.places[f"{name}.bias"] = (add.name, at)
        before, norm = products[-2].input[0], graph.producers.get(products[-2].input[0])
        if norm is not None and norm.op_type == "LayerNormalization" and graph.weight(norm.input[1]) is not None:
            before = norm.input[0]
            epsilon = next((a.f for a in norm.attribute if a.name == "epsilon"), 1e-5)
            layers.append(_norm(graph.weight(norm.input[1]), graph.weight(norm.input[2]), epsilon))
            self.places |= {"norm.weight": (norm.name, 1), "norm.bias": (norm.name, 2)}
        self.projector = Projector(layers[2] if len(layers) > 2 else None, *layers[:2])
        self.before = before

    def features(self, pixels):
        """What the projector reads of pixel values [B, 3, H, W]."""
        return self.frozen.run([self.before], {"pixel_values": pixels})[0]

    def check(self, features):
        """Whether the graph's end makes of these [B, tokens, Dv] what the projector, yet untrained, does; ValueError if not."""
        if features.shape[-1] != self.width:
            raise ValueError(f"{self.file} has a projector of {self.width} values a token, not of {features.shape[-1]}")
        after = self.end.run([OUTPUT], {self.before: features})[0]
        with torch.no_grad():
            off = np.abs(self.projector(torch.from_numpy(features)).numpy() - after).max()
        if off > CLOSE * max(1.0, float(np.abs(after).max())):
            raise ValueError(f"{self.file}: its end is no projector of this kind: off by {off:.1e}")

    @property
    def width(self):
        return (self.projector.norm or self.projector.linear_1).weight.shape[-1]

    @functools.cached_property
    def frozen(self):
        """Pixel values to what the projector reads."""
        return session(Graph(self.file).between(None, self.before))

    @functools.cached_property
    def end(self):
        """What the projector reads to image features: the graph's own projector."""
        return session(Graph(self.file).between(self.before, OUTPUT))

    def write(self, projector, file):
        """The whole graph with that projector at its end."""
        graph, state = Graph(self.file), projector.state_dict()
        nodes = {node.name: node for node in graph.nodes}
        for name, (node, at) in self.places.items():
            value = state[name].detach().numpy()
            value = value.T if name.startswith("linear") and name.endswith("weight") else value
            graph.replace(nodes[node], at, value, f"projector.{name}.trained")
        graph.save(file)


def session(model):
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def _linear(weight, bias):
    layer = torch.nn.Linear(*weight.shape)
    layer.weight.data, layer.bias.data = torch.from_numpy(weight.T.copy()), torch.from_numpy(bias.copy())
    return layer


def _norm(weight, bias, epsilon):
    layer = torch.nn.LayerNorm(weight.shape[0], eps=epsilon)
    layer.weight.data, layer.bias.data = torch.from_numpy(weight.copy()), torch.from_numpy(bias.copy())
    return layer


def config_of(bundle):
    return json.loads((bundle / "config.json").read_text(encoding="utf-8"))
