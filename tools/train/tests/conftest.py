"""Where the modules and the demo's bundles are, and what tests make of them."""
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from vlmtrain import data  # noqa: E402, I001  vlmexport is found through vlmtrain
from vlmexport.bundle import digest  # noqa: E402
from vlmtrain.llava import Llava  # noqa: E402
from vlmtrain.table import QUESTION, RECIPES  # noqa: E402

DEMO = ROOT.parents[1] / "demo"
CLOSE = 1e-4


def recipe(name, **settings):
    return replace(RECIPES[name], **settings)


def session(file):
    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def logits(file, embeds):
    """What a decoder's graph makes of [B, S, D]."""
    graph, (batch, length, _) = session(file), embeds.shape
    feed = {i.name: np.zeros((batch, i.shape[1], 0, i.shape[3]), np.float32) for i in graph.get_inputs() if i.name.startswith("past")}
    feed |= {"inputs_embeds": embeds, "attention_mask": np.ones((batch, length), np.int64),
             "position_ids": np.tile(np.arange(length), (batch, 1)), "num_logits_to_keep": np.array(0)}
    return graph.run(["logits"], {i.name: feed[i.name] for i in graph.get_inputs()})[0]


@pytest.fixture(scope="session")
def bundle():
    return DEMO / "models/emoji-vlm"


@pytest.fixture(scope="session")
def dataset():
    return DEMO / "data/emoji/emoji.jsonl"


@pytest.fixture(scope="module")
def model(bundle):
    return Llava(bundle)


@pytest.fixture(scope="session")
def six(dataset):
    """A few examples."""
    return [example for example, _ in data.read(dataset, "train", QUESTION)[:6]]


@pytest.fixture
def small(dataset, tmp_path):
    """40 lines of the dataset, with captions, by whose changes tests say what differs."""
    def write(**other):
        lines = [json.loads(line) for line in dataset.read_text(encoding="utf-8").splitlines()[:40]]
        lines = [line | {"image": str(dataset.parent / line["image"]), "caption": f"A {line['label']} on white."} | other for line in lines]
        (tmp_path / "small.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        return tmp_path / "small.jsonl"
    return write


@pytest.fixture(scope="module")
def pixels(model, six):
    return data.pixels(model.images.processor, [example.image for example in six])


@pytest.fixture
def exported(model, bundle, six, pixels, tmp_path):
    """A run's features as the command exports them, in half precision."""
    def export(**other):
        prompt = "USER: <image>\nWhat type of object is in this photo?\nASSISTANT:"
        np.save(tmp_path / "run.npy", model.encoder.features(pixels).astype(np.float16))
        rows = [{"row": row, "item": f"i{row}", "image": None, "label": example.turns[0][1], "digest": digest(bundle), "prompt": prompt}
                | other for row, example in enumerate(six)]
        (tmp_path / "run.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path / "run.npy"
    return export
