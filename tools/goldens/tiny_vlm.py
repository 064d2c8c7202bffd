"""Makes the test bundles of families that tools/export's tests make from nothing, by the exporter itself.

    python tools/goldens/tiny_vlm.py tiny-llava-onevision    # torch 2.6.0, transformers 4.51.3
    python tools/goldens/tiny_vlm.py tiny-fastvlm            # torch 2.6.0, transformers 5.24.0, timm 1.0.31

Writes libs/inference/src/test/resources/models/NAME, with what the exporter recorded in golden/ but without its pictures, which lie
in tools/export/images. Weights are ones that float16 holds exactly, so that the graphs are half as large.
"""
import shutil
import sys
import tempfile
from pathlib import Path

from safetensors.torch import load_file, save_file

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "libs" / "inference" / "src" / "test" / "resources" / "models"
sys.path[:0] = [str(ROOT / "tools/export"), str(ROOT / "tools/export/tests")]

import sources  # noqa: E402
from vlmexport.build import build  # noqa: E402

BUNDLES = {"tiny-llava-onevision": sources.llava_onevision, "tiny-fastvlm": sources.fast_vlm}
# What only Python's slow tokenizers and videos need.
NEEDLESS = ("vocab.json", "merges.txt", "added_tokens.json", "video_processor", "golden/images")


def make(name):
    with tempfile.TemporaryDirectory() as place:
        source = BUNDLES[name](MODELS / "tiny-qwen2.5-vl", Path(place) / "source")
        weights = source / "model.safetensors"
        halves = {key: tensor.half().to(tensor.dtype) for key, tensor in load_file(weights).items()}
        save_file(halves, weights, {"format": "pt"})
        bundle = MODELS / name
        shutil.rmtree(bundle, ignore_errors=True)
        print(name, build(str(source), bundle))
    for needless in NEEDLESS:
        path = bundle / needless
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


if __name__ == "__main__":
    make(sys.argv[1])
