"""Makes of a bundle its twin of more than 2 GB, whose answers are the same to the last token: embed_tokens reads a float table
that begins with noise and ends in the real rows, and its weights and the decoder's lie in files beside the graphs.

    python tools/goldens/large.py demo/models/emoji-vlm large/emoji-vlm

Token ids are shifted by what lies at the file's very end, so that an offset cut to 32 bits anywhere gives noise or nothing.

Needs onnx and numpy.
"""

import argparse
import pathlib
import shutil

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

CHUNK = 1 << 16
ALIGNMENT = 4096


def real_rows(graph):
    """The rows that the graph gives for ids 0, 1, …, whatever it makes them of."""
    table = next(weight for weight in graph.graph.initializer if len(weight.dims) == 2 and min(weight.dims) > 1)
    ids = np.arange(table.dims[0], dtype=np.int64)[None, :]
    return ReferenceEvaluator(graph).run(None, {"input_ids": ids})[0][0].astype(np.float32)


def external(name, dtype, shape, location, offset, length):
    tensor = TensorProto(name=name, data_type=dtype, dims=shape, data_location=TensorProto.EXTERNAL)
    for key, value in {"location": location, "offset": offset, "length": length}.items():
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def write_embedder(source, target, size):
    graph = onnx.load(source)
    real = real_rows(graph)
    noise = size // real[0].nbytes - len(real)
    random = np.random.default_rng(0)
    data = target.with_name(target.name + "_data")
    with data.open("wb") as file:
        for start in range(0, noise, CHUNK):
            random.standard_normal((min(CHUNK, noise - start), real.shape[1]), dtype=np.float32).tofile(file)
        real.tofile(file)
        table = file.tell()
        file.write(bytes(-table % ALIGNMENT))
        shift = file.tell()
        np.array([noise], np.int64).tofile(file)
    weights = [
        external("table", TensorProto.FLOAT, [noise + len(real), real.shape[1]], data.name, 0, table),
        external("shift", TensorProto.INT64, [1], data.name, shift, 8),
    ]
    nodes = [
        helper.make_node("Add", ["input_ids", "shift"], ["rows"]),
        helper.make_node("Gather", ["table", "rows"], ["inputs_embeds"]),
    ]
    large = helper.make_graph(nodes, "embed_tokens", graph.graph.input, graph.graph.output, weights)
    model = helper.make_model(large, opset_imports=graph.opset_import, ir_version=graph.ir_version)
    # Not onnx.save, which would look for the weights where it writes.
    target.write_bytes(model.SerializeToString())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--bytes", type=int, default=2_500_000_000, help="of embed_tokens.onnx_data")
    args = parser.parse_args()

    shutil.copytree(args.bundle, args.out)
    graphs = args.out / "onnx"
    write_embedder(args.bundle / "onnx/embed_tokens.onnx", graphs / "embed_tokens.onnx", args.bytes)
    decoder = onnx.load(graphs / "decoder_model_merged.onnx")
    onnx.save_model(
        decoder,
        graphs / "decoder_model_merged.onnx",
        save_as_external_data=True,
        location="decoder_model_merged.onnx_data",
    )


if __name__ == "__main__":
    main()
