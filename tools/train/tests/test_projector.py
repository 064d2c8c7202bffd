"""The demo's model: what is trained is what the graphs compute, and checkpoints are overlays that compute it."""
import json

import numpy as np
import pytest
import torch
from conftest import CLOSE, logits, recipe, session

from vlmtrain import data
from vlmtrain.llava import Llava
from vlmtrain.projector import Encoder
from vlmtrain.recipes import fit, train
from vlmtrain.sources import of_dataset, of_run


def test_the_decoder_is_the_graphs(model, bundle):
    embeds = np.random.default_rng(0).standard_normal((2, 9, 192)).astype(np.float32) * 0.3
    want = logits(bundle / "onnx/decoder_model_merged.onnx", embeds)
    got = model.decoder(inputs_embeds=torch.from_numpy(embeds)).logits.numpy()
    assert np.abs(got - want).max() <= CLOSE * np.abs(want).max()


def test_a_written_projector_is_what_the_graph_computes(bundle, pixels, tmp_path):
    encoder = Encoder(bundle)
    features = torch.from_numpy(encoder.features(pixels))
    encoder.write(encoder.projector, tmp_path / "same.onnx")
    before = session(bundle / "onnx/vision_encoder.onnx").run(None, {"pixel_values": pixels})[0]
    assert np.abs(session(tmp_path / "same.onnx").run(None, {"pixel_values": pixels})[0] - before).max() <= CLOSE * np.abs(before).max()
    with torch.no_grad():
        for weight in encoder.projector.parameters():
            weight.add_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(1)) * 0.1)
        want = encoder.projector(features).numpy()
    encoder.write(encoder.projector, tmp_path / "other.onnx")
    got = session(tmp_path / "other.onnx").run(None, {"pixel_values": pixels})[0]
    assert np.abs(got - want).max() <= CLOSE * np.abs(want).max()
    assert np.abs(got - before).max() > 0.1


def test_training_lowers_the_loss_of_the_projector_alone(bundle, six):
    model = Llava(bundle)
    model.begin(six)
    model.images.keep(example.image for example in six)
    frozen, losses = {name: weight.clone() for name, weight in model.decoder.named_parameters()}, []
    fit(model, six, recipe("projector", epochs=30, batch=6, learning_rate=2e-3), 10, lambda step, loss: losses.append((step, loss)))
    assert [step for step, _ in losses] == [10, 20, 30]
    assert losses[2][1] < 0.5 * losses[0][1]
    assert all(torch.equal(weight, frozen[name]) for name, weight in model.decoder.named_parameters())


def test_batches_that_are_accumulated_are_one_step_of_their_mean(bundle, six):
    ends = []
    for batch, accumulate in ((6, 1), (3, 2)):
        model = Llava(bundle)
        model.begin(six)
        # As many tokens in each answer, so that the mean of means is the mean.
        same = [data.Example(example.image, (("What is it?", "a face"),)) for example in six]
        fit(model, same, recipe("projector", epochs=2, batch=batch, accumulate=accumulate, learning_rate=2e-3), 9,
            lambda step, loss: ends.append((step, loss)))
        ends.append(model.projector.linear_1.weight.detach())
    assert ends[0] == (2, pytest.approx(ends[2][1], rel=1e-4)) and ends[2][0] == 2
    assert torch.allclose(ends[1], ends[3], atol=1e-4)


def test_checkpoints_are_overlays_of_the_bundle(bundle, small, tmp_path):
    told = []
    train(bundle, recipe("projector", epochs=2, batch=16, learning_rate=1e-3), of_dataset(small(), "train", "valid", "What is it?"),
          tmp_path / "out", 2, report=lambda line, flush: told.append(json.loads(line)))
    steps = [line["step"] for line in told]
    assert steps[0] == 0 and steps == sorted(steps) and all("accuracy" in line for line in told)
    for line in told[1:]:
        made = tmp_path / "out" / f"checkpoint-{line['step']:06d}"
        assert str(made) == line["bundle"]
        assert [path.name for path in (made / "onnx").iterdir()] == ["vision_encoder.onnx"]
        assert json.loads((made / "config.json").read_text())["base"]["name"] == "emoji-vlm"


def test_a_runs_features_train_its_prompt_without_images(exported, bundle, six, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "pixels", lambda *_: pytest.fail("an image was opened"))
    told = []
    train(bundle, recipe("projector", epochs=20, batch=6, learning_rate=2e-3), of_run(exported()), tmp_path / "out", 10, "emoji",
          report=lambda line, flush: told.append(json.loads(line)))
    assert [(line["step"], line.get("bundle")) for line in told] == [
        (0, None), (10, str(tmp_path / "out/emoji-000010")), (20, str(tmp_path / "out/emoji-000020"))]
    assert told[0]["steps"] == 20 and told[2]["loss"] < told[1]["loss"]
    model = Llava(bundle)
    examples, _ = of_run(exported())(model)
    model.begin(examples)
    assert sorted(example.turns[0][1] for example in examples) == sorted(example.turns[0][1] for example in six)
    ids = model.dialog.prompt(examples[0])
    assert model.processor.tokenizer.decode(ids).replace("<image>", "").endswith("in this photo?\nASSISTANT:")


@pytest.mark.parametrize("other, says", [
    ({"digest": "0" * 64}, "is of a bundle with digest 000"), ({"label": None}, "6 items of .* have no label, i0 first")])
def test_features_that_cannot_be_trained_on_are_refused(exported, model, other, says):
    with pytest.raises(ValueError, match=says):
        of_run(exported(**other))(model)


def test_what_cannot_be_trained_is_said(bundle, dataset, small, tmp_path):
    with pytest.raises(ValueError, match="has no line of split test; it has"):
        data.read(dataset, "test", "?")
    with pytest.raises(ValueError, match=r"small.jsonl:1 has no label, but .*caption.*; .* --held-out none"):
        data.read(small(label=None, split="train"), "train", "?")
    with pytest.raises(ValueError, match=r"small.jsonl:1: its image 'no.jpg' is no file in"):
        data.read(small(image="no.jpg", split="train"), "train", "?")
    (tmp_path / "bad.jsonl").write_text('{"image": "a.jpg"\n')
    with pytest.raises(ValueError, match="bad.jsonl:1 is no JSON: .* at column"):
        data.read(tmp_path / "bad.jsonl", "train", "?")
    with pytest.raises(ValueError, match="is no LLaVA over a Llama"):
        Llava(bundle.parent / "emoji-clip")
    (tmp_path / "used").mkdir()
    (tmp_path / "used/checkpoint-000001").mkdir()
    with pytest.raises(ValueError, match="used is not empty; give another --out"):
        train(bundle, recipe("projector"), None, tmp_path / "used")
