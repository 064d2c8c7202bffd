"""A small BLIP-2's Q-Former, trained from its checkpoint and exported as an overlay of its bundle."""
import json
import shutil
import sys

import numpy as np
import pytest
import torch
from conftest import CLOSE, ROOT, recipe, session
from transformers import AutoConfig, AutoProcessor, Blip2ForConditionalGeneration

from vlmtrain import data
from vlmtrain.blip import Blip
from vlmtrain.recipes import fit, train
from vlmtrain.sources import of_dataset

sys.path.insert(0, str(ROOT.parents[1] / "tools/export/tests"))
from sources import randomise  # noqa: E402
from vlmexport.build import build  # noqa: E402
from vlmexport.replay import GraphDecoder, merged  # noqa: E402
from vlmexport.onnxfiles import GraphFiles  # noqa: E402

TINY = ROOT.parents[1] / "libs/inference/src/test/resources/models/tiny-blip2-opt"
QUICK = dict(epochs=24, batch=6, learning_rate=1e-2, warm_up=2)


@pytest.fixture(scope="module")
def blip(tmp_path_factory):
    """(a checkpoint with random weights, its bundle)."""
    directory = tmp_path_factory.mktemp("blip")
    model = randomise(Blip2ForConditionalGeneration(AutoConfig.from_pretrained(TINY)))
    model.generation_config.eos_token_id = 50118
    model.save_pretrained(directory / "checkpoint")
    AutoProcessor.from_pretrained(TINY).save_pretrained(directory / "checkpoint")
    build(str(directory / "checkpoint"), directory / "bundle")
    return directory / "checkpoint", directory / "bundle"


@pytest.fixture(scope="module")
def photos(dataset):
    return [example for example, _ in data.read(dataset, "train", "a photo of ")[:6]]


@pytest.fixture(scope="module")
def trained(blip, photos):
    model, losses = Blip(blip[1], blip[0]), []
    before = {name: weight.clone() for name, weight in model.model.state_dict().items()}
    model.begin(photos)
    model.images.keep(example.image for example in photos)
    fit(model, photos, recipe("qformer", **QUICK), 12, lambda step, loss: losses.append(loss))
    return model, losses, before


def test_loss_falls_and_all_but_the_q_former_stays(trained):
    model, losses, before = trained
    assert losses[1] < 0.9 * losses[0]
    changed = {name for name, weight in model.model.state_dict().items() if not torch.equal(weight, before[name])}
    assert {name.split(".")[0] for name in changed} == {"query_tokens", "qformer", "language_projection", "vision_model"}
    assert {name for name in changed if name.startswith("vision")} == {f"vision_model.post_layernorm.{part}" for part in ("weight", "bias")}


def test_biases_and_norms_do_not_decay(trained):
    decaying, others = trained[0].parameters(recipe("qformer"))
    assert (decaying["weight_decay"], others["weight_decay"], decaying["lr"]) == (0.05, 0.0, 2e-5)
    assert {weight.dim() for weight in others["params"]} == {1} and all(weight.dim() > 1 for weight in decaying["params"])


def test_the_answer_alone_is_learnt(trained, photos):
    ids, targets = trained[0].dialog.encoded(photos[0])
    assert ids.count(trained[0].dialog.image_token) == 32 and ids[:32] == [trained[0].dialog.image_token] * 32
    decode = trained[0].tokenizer.decode
    assert decode([token for token in targets if token >= 0]) == f" {photos[0].turns[0][1]}\n"
    assert decode(trained[0].dialog.prompt(photos[0])[32:]) == "</s>a photo of"


def test_an_overlay_computes_what_torch_does(trained, blip, photos, tmp_path):
    model, made = trained[0], trained[0].write(tmp_path / "made")
    assert sorted(path.name for path in (made / "onnx").iterdir()) == ["qformer.onnx", "vision_encoder.onnx"]
    pixels = data.pixels(model.images.processor, [photos[0].image])
    seen = session(made / "onnx/vision_encoder.onnx").run(None, {"pixel_values": pixels})[0]
    features = session(made / "onnx/qformer.onnx").run(None, {"image_embeds": seen})[0]
    ids = torch.tensor([model.dialog.encoded(photos[0])[0]])
    graph, mask = GraphDecoder(GraphFiles(blip[1])), np.ones(ids.shape, np.int64)
    embeds = merged(graph.embeds(ids.numpy()), ids.numpy(), model.dialog.image_token, features[0])
    got = graph.step(embeds, mask, mask.cumsum(1) - 1)["logits"]
    with torch.no_grad():
        want = model.model(pixel_values=torch.from_numpy(pixels), input_ids=ids).logits.numpy()
    assert np.abs(got - want).max() <= CLOSE * np.abs(want).max()
    untrained = Blip2ForConditionalGeneration.from_pretrained(blip[0]).eval()
    with torch.no_grad():
        assert np.abs(untrained(pixel_values=torch.from_numpy(pixels), input_ids=ids).logits.numpy() - want).max() > 0.1


def test_checkpoints_follow_from_a_dataset(blip, small, tmp_path):
    told, settings = [], recipe("qformer", **QUICK | {"epochs": 2})
    train(blip[1], settings, of_dataset(small(), "train", "valid", settings.question), tmp_path / "out", 100, "blip", blip[0],
          report=lambda line, flush: told.append(json.loads(line)))
    assert "accuracy" in told[-1] and told[-1]["bundle"].startswith(str(tmp_path / "out/blip-"))
    config = json.loads((tmp_path / told[-1]["bundle"] / "config.json").read_text())
    assert (config["model_type"], config["base"]["name"]) == ("blip-2", "bundle")


def test_what_does_not_belong_together_is_refused(blip, bundle, photos, tmp_path):
    with pytest.raises(ValueError, match="emoji-vlm is no BLIP-2 in fp32; give the bundle that"):
        Blip(bundle, blip[0])
    with pytest.raises(ValueError, match="has no config.json; give a directory that save_pretrained wrote"):
        Blip(blip[1], tmp_path)
    with pytest.raises(ValueError, match="emoji-clip is no BLIP-2"):
        Blip(blip[1], bundle.parent / "emoji-clip")
    shutil.copytree(blip[0], tmp_path / "other")
    randomise(Blip2ForConditionalGeneration(AutoConfig.from_pretrained(TINY)), 2).save_pretrained(tmp_path / "other")
    with pytest.raises(ValueError, match="bundle was not exported from this checkpoint: logits are off by"):
        Blip(blip[1], tmp_path / "other").begin(photos)
