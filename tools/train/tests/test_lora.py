"""LoRA in the demo's language model; overlays compute what torch does, however the base stores its weights."""
import json
import shutil

import numpy as np
import onnx
import pytest
import torch
from conftest import CLOSE, logits, recipe, session
from onnx import TensorProto, helper, numpy_helper
from peft.tuners.lora import LoraLayer

from vlmtrain import data
from vlmtrain.graphs import DECODER, PLACE, Graph, decoder_weights
from vlmtrain.llava import Llava
from vlmtrain.recipes import fit, train
from vlmtrain.sources import of_dataset, of_run

QUICK = dict(epochs=12, batch=6, learning_rate=2e-3, projector_rate=1e-3)


@pytest.fixture(scope="module")
def trained(bundle, six):
    model, losses = Llava(bundle, with_lora=True), []
    frozen = {name: weight.clone() for name, weight in model.decoder.named_parameters() if not weight.requires_grad}
    model.begin(six)
    fit(model, six, recipe("lora", **QUICK), 6, lambda step, loss: losses.append(loss))
    return model, losses, frozen


def test_loss_falls_and_what_is_below_the_lora_stays(trained):
    model, losses, frozen = trained
    assert losses[1] < 0.5 * losses[0]
    assert all(torch.equal(weight, frozen[name]) for name, weight in model.decoder.named_parameters() if name in frozen)
    assert not model.decoder.training


def test_all_linear_layers_but_the_head_have_it_with_the_studys_settings(trained):
    layers = [name for name, layer in trained[0].decoder.named_modules() if isinstance(layer, LoraLayer)]
    assert len(layers) == 4 * len(PLACE) and not any("lm_head" in name for name in layers)
    one = trained[0].decoder.model.layers[0].mlp.up_proj
    assert (one.r["default"], one.lora_alpha["default"], one.lora_dropout["default"].p) == (128, 256, 0.05)


def test_rates_of_the_language_model_and_the_projector_differ(trained):
    groups = trained[0].parameters(recipe("lora"))
    assert [group["lr"] for group in groups] == [2e-5, 2e-4]
    assert [sum(weight.numel() for weight in group["params"]) for group in groups] == [
        sum(w.numel() for w in trained[0].projector.parameters()), sum(w.numel() for w in trained[0].adapted)]


def test_an_overlay_computes_what_torch_does(trained, bundle, six, pixels, tmp_path):
    model = trained[0]
    made = model.write(tmp_path / "made")
    assert sorted(path.name for path in (made / "onnx").iterdir()) == ["decoder_model_merged.onnx", "vision_encoder.onnx"]
    ids = torch.tensor([model.dialog.encoded(six[0])[0]])
    with torch.no_grad():
        embeds = model.embeds(ids, six[:1])
        want, base = model.decoder(inputs_embeds=embeds).logits.numpy(), logits(bundle / DECODER, embeds.numpy())
        features = model.projector(model.images.features([six[0].image])).numpy()
    assert np.abs(logits(made / DECODER, embeds.numpy()) - want).max() <= CLOSE * np.abs(want).max()
    assert np.abs(want - base).max() > 1
    seen = session(made / "onnx/vision_encoder.onnx").run(None, {"pixel_values": pixels[:1]})[0]
    assert np.abs(seen - features).max() <= CLOSE * np.abs(features).max()


def stored(bundle, kind, where):
    """A copy of the bundle whose decoder has its weights as float32, in the graph or beside it, or as float16 with a cast."""
    shutil.copytree(bundle, where)
    graph = Graph(bundle / DECODER)
    for name, node, at, value in list(decoder_weights(graph)):
        value = value.T if node.op_type == "MatMul" else value
        graph.replace(node, at, value.astype(np.float16) if kind == "float16" else value, f"{name}.again")
    graph.prune()
    if kind == "float16":
        casts = []
        for tensor in graph.model.graph.initializer:
            if tensor.name.endswith(".again"):
                name, half = tensor.name, numpy_helper.to_array(tensor).astype(np.float16)
                tensor.CopyFrom(numpy_helper.from_array(half, name + "_fp16"))
                casts.append(helper.make_node("Cast", [name + "_fp16"], [name], to=TensorProto.FLOAT))
        for cast in casts:
            graph.nodes.insert(0, cast)
    beside = dict(save_as_external_data=True, location="decoder_model_merged.onnx_data", size_threshold=1024)
    onnx.save_model(graph.model, str(where / DECODER), **beside if kind == "beside" else {})
    return where


@pytest.mark.parametrize("kind", ["float32", "float16", "beside"])
def test_it_does_whatever_the_base_stores_its_weights_as(bundle, six, tmp_path, kind):
    base = stored(bundle, kind, tmp_path / "base")
    types = {tensor.data_type for tensor in onnx.load(str(base / DECODER)).graph.initializer if tensor.name.endswith(("again", "again_fp16"))}
    assert types == {TensorProto.FLOAT16 if kind == "float16" else TensorProto.FLOAT}
    model = Llava(base, with_lora=True)
    model.begin(six)
    fit(model, six, recipe("lora", **QUICK | {"epochs": 2}), 2, lambda step, loss: None)
    made = model.write(tmp_path / "made")
    ids = torch.tensor([model.dialog.encoded(six[0])[0]])
    with torch.no_grad():
        embeds = model.embeds(ids, six[:1])
        want = model.decoder(inputs_embeds=embeds).logits.numpy()
    assert np.abs(logits(made / DECODER, embeds.numpy()) - want).max() <= CLOSE * np.abs(want).max()
    names = {tensor.name: tensor.data_type for tensor in onnx.load(str(made / DECODER)).graph.initializer}
    # What was trained is held in full, what was not (the head) as it was.
    assert {names[name] for name in names if name.endswith(".trained")} == {TensorProto.FLOAT}
    assert len([name for name in names if name.endswith(".trained")]) == 28
    assert names["lm_head.weight.again" + ("_fp16" if kind == "float16" else "")]


def test_checkpoints_follow_from_a_dataset(bundle, small, tmp_path):
    told = []
    source = of_dataset(small(), "train", "valid", "What is it?")
    train(bundle, recipe("lora", **QUICK | {"epochs": 4, "batch": 8}), source, tmp_path / "out", 4,
          report=lambda line, flush: told.append(json.loads(line)))
    assert told[-1]["loss"] < told[1]["loss"] and "accuracy" in told[-1]
    assert json.loads((tmp_path / "out/checkpoint-000004/config.json").read_text())["base"]["name"] == "emoji-vlm"


def test_a_runs_features_are_enough(bundle, exported, tmp_path, monkeypatch):
    features, told = exported(), []
    monkeypatch.setattr(data, "pixels", lambda *_: pytest.fail("an image was opened"))
    train(bundle, recipe("lora", **QUICK), of_run(features), tmp_path / "out", 6, report=lambda line, flush: told.append(json.loads(line)))
    assert told[2]["loss"] < 0.5 * told[1]["loss"]
    assert (tmp_path / "out/checkpoint-000012" / DECODER).is_file()
