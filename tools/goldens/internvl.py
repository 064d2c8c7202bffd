"""Makes tiny-internvl3 of inference's tests and records what transformers answers with it.

    python tools/goldens/internvl.py TINY_QWEN2_5_VL    # torch 2.6.0, transformers 5.24.0, torchvision, onnxruntime, Pillow

The model is that of the exporter's tests, its tokenizer TINY_QWEN2_5_VL's with InternVL's tokens; weights are ones that
float16 holds, so that the graphs are half as large. tools/export writes the bundle and its cases, about the open pictures of
images' tests instead of its own three; to these come log-probabilities of names, by teacher forcing.
"""
import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools/export"), str(ROOT / "tools/export/tests")]
import sources  # noqa: E402
from vlmexport import build, precision  # noqa: E402
from vlmexport.families.internvl import InternVl  # noqa: E402
from vlmexport.families.language import QUESTION  # noqa: E402
from vlmexport.goldens import Goldens, Recorded  # noqa: E402

RESOURCES = ROOT / "libs/inference/src/test/resources"
PICTURES = ROOT / "libs/preprocessing/src/test/resources"
# Grids of 2 x 3, 12 x 1 and 3 x 3, colours of other kinds, and a picture smaller than a tile.
NAMES = [f"image/preprocess-open/{name}" for name in ("china.jpg", "tall_10x700.jpg", "astronaut_rgba.png", "cat_cmyk.jpg",
                                                       "upscaled_33x21.png")]


def opened(name):
    return Image.open(PICTURES / name).convert("RGB")


class Open(Goldens):
    def images(self):
        return [(name, opened(name)) for name in NAMES]


class Again(Recorded):
    def image(self, name):
        return opened(name)


LABELS = ["cat", "hot dog", "dog", "hot air balloon", "pagoda", "tench"]


def class_likelihood(family, picture):
    """The names after the study's words, in the tokens of the whole text and in those of the name alone (main.py)."""
    prompt = next(iter(family.styles().values()))(QUESTION, True)
    prompt += ("" if prompt[-1].isspace() else " ") + "The photo features a"
    image = opened(picture)
    before = family.inputs(prompt, image)["input_ids"][0]
    case = {"kind": "class_likelihood", "id": f"names-{picture}", "image": picture, "prompt": prompt,
            "input_ids": before.tolist(), "names": LABELS, "direct": [], "study": []}
    for name in LABELS:
        inputs = family.inputs(f"{prompt} {name}", image)
        ids = inputs["input_ids"][0]
        assert ids[:len(before)].equal(before)
        logs = family.model(**inputs).logits[0].log_softmax(-1)
        alone = family.processor.tokenizer(name, add_special_tokens=False, return_tensors="pt")["input_ids"][0]
        for way, scored in (("direct", ids[len(before):]), ("study", alone)):
            n = len(scored)
            each = logs[-n - 1:-1].gather(1, scored[:, None])[:, 0].double()
            case[way].append({"log_probs": each.tolist(), "sum": float(each.sum()), "mean": float(each.mean())})
    for way, prefix in (("direct", ""), ("study", "study_")):
        for key in ("sum", "mean"):
            values = [name[key] for name in case[way]]
            assert min(abs(a - b) for i, a in enumerate(values) for b in values[:i]) > 1e-4, "an order that rounding decides"
            case[f"{prefix}order_by_{key}"] = sorted(range(len(values)), key=lambda i: -values[i])
    return case


@torch.no_grad()
def make(name, source, family):
    """Exports the bundle and writes its cases beside the tests' other ones."""
    build.Goldens, build.Recorded = Open, Again
    bundle, golden = RESOURCES / "models" / name, RESOURCES / "golden" / name
    for directory in (bundle, golden):
        shutil.rmtree(directory, ignore_errors=True)
    print(build.build(str(source), bundle))
    shutil.move(bundle / "golden", golden)
    loaded = family(str(source))
    with open(golden / "index.jsonl", "a", encoding="utf-8") as index:
        for picture in NAMES[:2]:
            index.write(json.dumps(class_likelihood(loaded, picture)) + "\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        make("tiny-internvl3", sources.internvl(Path(sys.argv[1]), Path(folder) / "source", precision.round_to_half), InternVl)
