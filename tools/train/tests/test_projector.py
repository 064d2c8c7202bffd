"""The demo's model: what is trained is what the graphs compute, and checkpoints are overlays that compute it."""
import json

import numpy as np
import onnxruntime
import pytest
import torch

from vlmtrain import data
from vlmtrain.projector import Encoder
from vlmtrain.recipes import ProjectorTraining, digest, of_dataset, of_run, projector

CLOSE = 1e-4


@pytest.fixture(scope="module")
def training(bundle):
    return ProjectorTraining(bundle)


@pytest.fixture(scope="module")
def some(training, dataset):
    """Pixels and labels of a few images."""
    items = data.read(dataset, "train")[:6]
    return data.pixels(training.images, [path for path, _ in items]), [label for _, label in items]


def session(file):
    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def test_the_decoder_is_the_graphs(training, bundle):
    graph = session(bundle / "onnx/decoder_model_merged.onnx")
    embeds = np.random.default_rng(0).standard_normal((2, 9, 192)).astype(np.float32) * 0.3
    feed = {i.name: np.zeros((2, i.shape[1], 0, i.shape[3]), np.float32) for i in graph.get_inputs() if i.name.startswith("past")}
    feed |= {"inputs_embeds": embeds, "attention_mask": np.ones((2, 9), np.int64),
             "position_ids": np.tile(np.arange(9), (2, 1)), "num_logits_to_keep": np.array(0)}
    want = graph.run(["logits"], {i.name: feed[i.name] for i in graph.get_inputs()})[0]
    got = training.decoder(inputs_embeds=torch.from_numpy(embeds)).logits.numpy()
    assert np.abs(got - want).max() <= CLOSE * np.abs(want).max()


def test_a_written_projector_is_what_the_graph_computes(training, bundle, some, tmp_path):
    encoder = Encoder(bundle)
    features = torch.from_numpy(encoder.features(some[0]))
    encoder.write(encoder.projector, tmp_path / "same.onnx")
    pixels = {"pixel_values": some[0]}
    before = session(bundle / "onnx/vision_encoder.onnx").run(None, pixels)[0]
    assert np.abs(session(tmp_path / "same.onnx").run(None, pixels)[0] - before).max() <= CLOSE * np.abs(before).max()
    with torch.no_grad():
        for weight in encoder.projector.parameters():
            weight.add_(torch.randn(weight.shape, generator=torch.Generator().manual_seed(1)) * 0.1)
        want = encoder.projector(features).numpy()
    encoder.write(encoder.projector, tmp_path / "other.onnx")
    got = session(tmp_path / "other.onnx").run(None, pixels)[0]
    assert np.abs(got - want).max() <= CLOSE * np.abs(want).max()
    assert np.abs(got - before).max() > 0.1


def test_training_lowers_the_loss_of_the_projector_alone(bundle, some):
    training = ProjectorTraining(bundle)
    frozen = {name: weight.clone() for name, weight in training.decoder.named_parameters()}
    features, losses = torch.from_numpy(training.encoder.features(some[0])), []
    training.train(features, some[1], 30, 6, 2e-3, 10, lambda step, loss: losses.append((step, loss)))
    assert [step for step, _ in losses] == [10, 20, 30]
    assert losses[2][1] < 0.5 * losses[0][1]
    assert all(torch.equal(weight, frozen[name]) for name, weight in training.decoder.named_parameters())


def test_checkpoints_are_overlays_of_the_bundle(bundle, dataset, tmp_path):
    small = tmp_path / "small.jsonl"
    lines = [json.loads(line) for line in dataset.read_text(encoding="utf-8").splitlines()[:40]]
    small.write_text("".join(json.dumps(line | {"image": str(dataset.parent / line["image"])}) + "\n" for line in lines))
    told = []
    projector(bundle, of_dataset(small, "train", "valid"), tmp_path / "out", 2, 16, 1e-3, 2, question="What is it?",
              report=lambda line, flush: told.append(json.loads(line)))
    steps = [line["step"] for line in told]
    assert steps[0] == 0 and steps == sorted(steps) and all("accuracy" in line for line in told)
    for line in told[1:]:
        made = tmp_path / "out" / f"checkpoint-{line['step']:06d}"
        assert str(made) == line["bundle"]
        assert [path.name for path in (made / "onnx").iterdir()] == ["vision_encoder.onnx"]
        assert json.loads((made / "config.json").read_text())["base"]["name"] == "emoji-vlm"


@pytest.fixture
def exported(training, bundle, some, tmp_path):
    """A run's features as the command exports them, in half precision."""
    def export(**other):
        prompt = "USER: <image>\nWhat type of object is in this photo?\nASSISTANT:"
        np.save(tmp_path / "run.npy", training.encoder.features(some[0]).astype(np.float16))
        rows = [{"row": row, "item": f"i{row}", "image": None, "label": label, "digest": digest(bundle), "prompt": prompt} | other
                for row, label in enumerate(some[1])]
        (tmp_path / "run.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path / "run.npy"
    return export


def test_a_runs_features_train_its_prompt_without_images(exported, bundle, some, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "pixels", lambda *_: pytest.fail("an image was opened"))
    told = []
    projector(bundle, of_run(exported()), tmp_path / "out", 20, 6, 2e-3, 10, "emoji",
              report=lambda line, flush: told.append(json.loads(line)))
    assert [(line["step"], line.get("bundle")) for line in told] == [
        (0, None), (10, str(tmp_path / "out/emoji-000010")), (20, str(tmp_path / "out/emoji-000020"))]
    assert told[0]["steps"] == 20 and told[2]["loss"] < told[1]["loss"]
    training = ProjectorTraining(bundle)
    features, labels = training.load_run(exported())
    assert sorted(labels) == sorted(some[1])
    ids = training.prompts(features).prompt
    assert training.processor.tokenizer.decode(ids).replace("<image>", "").endswith("in this photo?\nASSISTANT:")


@pytest.mark.parametrize("other, says", [
    ({"digest": "0" * 64}, "is of a bundle with digest 000"), ({"label": None}, "6 items of .* have no label, i0 first")])
def test_features_that_cannot_be_trained_on_are_refused(exported, training, other, says):
    with pytest.raises(ValueError, match=says):
        training.load_run(exported(**other))


def test_what_cannot_be_trained_is_said(bundle, dataset, tmp_path):
    with pytest.raises(ValueError, match="has no line of split test; it has"):
        data.read(dataset, "test")
    with pytest.raises(ValueError, match="is no LLaVA over a Llama"):
        ProjectorTraining(bundle.parent / "emoji-clip")
