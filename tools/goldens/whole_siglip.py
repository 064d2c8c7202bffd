"""Makes models/tiny-siglip/onnx/model_fp16.onnx of inference's tests: both towers in one graph, in half precision.

    python tools/goldens/whole_siglip.py    # onnx 1.17.0, onnxruntime 1.21.1
"""
from pathlib import Path

import onnx
from onnx import compose
from onnxruntime.transformers.float16 import convert_float_to_float16

ONNX = Path(__file__).resolve().parents[2] / "libs/inference/src/test/resources/models/tiny-siglip/onnx"


def tower(name, output):
    """A tower with its one output, under names of its own."""
    model = onnx.load(ONNX / f"{name}.onnx")
    del model.graph.output[1:]
    for node in model.graph.node:
        node.output[:] = [output if o == "pooler_output" else o for o in node.output]
    model.graph.output[0].name = output
    return compose.add_prefix(model, f"{name}.")


def plain(names):
    """Drops the prefix of what the outside sees."""
    seen = ("pixel_values", "input_ids", "image_embeds", "text_embeds")
    return [name.split(".", 1)[1] if name.endswith(seen) else name for name in names]


def main():
    whole = compose.merge_models(tower("vision_model", "image_embeds"), tower("text_model", "text_embeds"), io_map=[])
    for node in whole.graph.node:
        node.input[:], node.output[:] = plain(node.input), plain(node.output)
    for value in (*whole.graph.input, *whole.graph.output):
        value.name, = plain([value.name])
        value.type.tensor_type.shape.dim[0].dim_param = "images" if value.name in ("pixel_values", "image_embeds") else "texts"
    half = convert_float_to_float16(whole, keep_io_types=False)
    onnx.checker.check_model(half)
    onnx.save(half, ONNX / "model_fp16.onnx")


if __name__ == "__main__":
    main()
