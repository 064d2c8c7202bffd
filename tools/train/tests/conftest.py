"""Where the modules and the demo's bundles are."""
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
DEMO = ROOT.parents[1] / "demo"
CLOSE = 1e-4


def recipe(name, **settings):
    from vlmtrain.table import RECIPES
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
    from vlmtrain.model import Model
    return Model(bundle)


@pytest.fixture(scope="session")
def six(dataset):
    """A few examples."""
    from vlmtrain import data
    from vlmtrain.table import QUESTION
    return [example for example, _ in data.read(dataset, "train", QUESTION)[:6]]


@pytest.fixture
def small(dataset, tmp_path):
    """40 lines of the dataset, with captions, by whose changes tests say what differs."""
    import json

    def write(**other):
        lines = [json.loads(line) for line in dataset.read_text(encoding="utf-8").splitlines()[:40]]
        lines = [line | {"image": str(dataset.parent / line["image"]), "caption": f"A {line['label']} on white."} | other for line in lines]
        (tmp_path / "small.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        return tmp_path / "small.jsonl"
    return write
