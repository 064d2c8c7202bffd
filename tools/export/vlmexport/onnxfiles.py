"""Torch modules to ONNX files that name nothing of the machine they were made on."""
import hashlib
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from .merged import merge
from .quantized import DTYPES, quantized

OPSET = 17
# Protocol Buffers cannot hold more than 2 GiB in one message; what is near it goes to a file beside the graph.
LARGEST_MODEL = 1_900_000_000
SMALLEST_EXTERNAL = 1024
SMALLEST_HALF = 1024


class GraphFiles:
    """Names of a bundle's graphs: onnx/STEM.onnx, with `_fp16` before the dot for half precision.

    `beside`: dtypes of `quantized` in which each graph is written as well. Of an overlay bundle, `base` is the directory of the bundle below it, whose graphs are its own but for the stems of `only`.
    """

    def __init__(self, bundle, dtype="fp32", base=None, only=(), beside=()):
        self.bundle, self.directory, self.dtype, self.beside = bundle, Path(bundle) / "onnx", dtype, beside
        self.base, self.only = base and Path(base), only

    @property
    def torch_dtype(self):
        return torch.float16 if self.dtype == "fp16" else torch.float32

    def of(self, dtype):
        """The same bundle's graphs in another dtype."""
        return GraphFiles(self.bundle, dtype, self.base, self.only)

    def path(self, stem):
        return self.directory / self._name(stem, self.dtype)

    def _write(self, model, stem):
        # The one that is not quantized at last: to be written, it is changed.
        for dtype in (*self.beside, self.dtype):
            write(quantized(model, dtype) if dtype in DTYPES else model, self.directory / self._name(stem, dtype))

    def export(self, stem, module, example, inputs, outputs, dynamic):
        """Writes `module(*example)` as the graph `stem`, unless the base has that. `dynamic`: {tensor: {axis: name}}."""
        if self.base is None or stem in self.only:
            self._write(traced(module, example, inputs, outputs, dynamic, self.directory), stem)

    def export_merged(self, stem, first, following):
        """Writes one graph of two that share weights, see `merge`; each is (module, example, inputs, outputs, dynamic)."""
        if self.base is None or stem in self.only:
            self._write(merge(traced(*first, self.directory), traced(*following, self.directory)), stem)

    def session(self, stem):
        return session(self.path(stem) if self.base is None or stem in self.only else self._of_base(stem))

    def _of_base(self, stem):
        for directory in (self.base / "onnx", self.base):
            if (directory / self._name(stem, self.dtype)).is_file():
                return directory / self._name(stem, self.dtype)
        raise ValueError(f"{self.base} has no {self._name(stem, self.dtype)}; give the bundle that this model was exported to, "
                         "and its --dtype")

    @staticmethod
    def _name(stem, dtype):
        return f"{stem}{'' if dtype == 'fp32' else '_' + dtype}.onnx"


def session(path):
    """An ONNX Runtime session on the CPU."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def export(module, example, path, inputs, outputs, dynamic):
    """Writes `module(*example)` as a graph. `dynamic`: {tensor: {axis: name}}."""
    write(traced(module, example, inputs, outputs, dynamic, Path(path).parent), path)


def traced(module, example, inputs, outputs, dynamic, beside=None):
    """`module(*example)` as a model; `beside`: where there is room for its weights meanwhile."""
    if beside:
        beside.mkdir(parents=True, exist_ok=True)
    # Of models over 2 GiB torch writes every weight to a file of its own: these stay in the temporary directory.
    with tempfile.TemporaryDirectory(dir=beside) as directory:
        raw = Path(directory) / "graph.onnx"
        with torch.no_grad():
            torch.onnx.export(module.eval(), tuple(example), str(raw), input_names=inputs, output_names=outputs,
                              dynamic_axes=dynamic, opset_version=OPSET, dynamo=False)
        model = onnx.load(str(raw))
    return merge_equal_weights(clean(model))


def write(model, path):
    """Saves a model, weights that float16 holds exactly at half their size."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(store_half(model), path)


def save(model, path, largest=LARGEST_MODEL):
    """Saves a graph; with its weights in PATH_data beside it if it is too large for one file."""
    weights = sum(len(tensor.raw_data) for tensor in model.graph.initializer)
    if weights > largest:
        onnx.save_model(model, str(path), save_as_external_data=True, all_tensors_to_one_file=True,
                        location=path.name + "_data", size_threshold=SMALLEST_EXTERNAL)
    else:
        onnx.save_model(model, str(path))
    onnx.checker.check_model(str(path))


def clean(model):
    """Clears doc strings and metadata: the exporter puts source paths and lines there."""
    model.doc_string = ""
    del model.metadata_props[:]
    _clean_graph(model.graph)
    return model


def _clean_graph(graph):
    graph.doc_string = ""
    del graph.metadata_props[:]
    for item in [*graph.node, *graph.initializer, *graph.input, *graph.output, *graph.value_info]:
        item.doc_string = ""
        del item.metadata_props[:]
    for node in graph.node:
        for attribute in node.attribute:
            for inner in [*([attribute.g] if attribute.type == onnx.AttributeProto.GRAPH else []), *attribute.graphs]:
                _clean_graph(inner)


def merge_equal_weights(model):
    """Keeps one of equal weights: the exporter writes a tied matrix once for each use."""
    first, renamed = {}, {}
    for tensor in model.graph.initializer:
        key = (tuple(tensor.dims), tensor.data_type, hashlib.sha256(tensor.raw_data).digest())
        if not tensor.raw_data or first.setdefault(key, tensor.name) == tensor.name:
            continue
        renamed[tensor.name] = first[key]
    for tensor in [t for t in model.graph.initializer if t.name in renamed]:
        model.graph.initializer.remove(tensor)
    for node in model.graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = renamed.get(name, name)
    return model


def store_half(model):
    """Stores float32 weights as float16 with a Cast in front where that loses nothing: half the file, same numbers.

    Checkpoints published in float16 are such; others stay as they are.
    """
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST_HALF:
            continue
        full = numpy_helper.to_array(tensor)
        with np.errstate(over="ignore"):
            half = full.astype(np.float16)
        if np.array_equal(half.astype(np.float32), full):
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(half, name + "_fp16"))
            casts.append(helper.make_node("Cast", [name + "_fp16"], [name], name=name + "_cast", to=TensorProto.FLOAT))
    if casts:
        nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in model.graph.node]
        del model.graph.node[:]
        model.graph.node.extend(casts + nodes)
    return model
