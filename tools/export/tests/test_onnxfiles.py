"""Graph files: weights beside them, weights once, weights halved."""
import numpy as np
import onnx
import pytest
import torch

from vlmexport import onnxfiles


class Tied(torch.nn.Module):
    """Uses one matrix twice."""

    def __init__(self, weight):
        super().__init__()
        self.first = torch.nn.Parameter(weight)
        self.second = torch.nn.Parameter(weight.clone())

    def forward(self, x):
        return torch.relu(x @ self.first) @ self.second


@pytest.fixture
def weight():
    return torch.randn(64, 64, generator=torch.Generator().manual_seed(1))


def exported(weight, path):
    onnxfiles.export(Tied(weight), [torch.ones(2, 64)], path, ["x"], ["y"], {"x": {0: "batch"}, "y": {0: "batch"}})
    return onnx.load(str(path))


def test_equal_weights_are_stored_once(weight, tmp_path):
    assert len(exported(weight, tmp_path / "tied.onnx").graph.initializer) == 1


def test_weights_that_half_precision_holds_are_halved_without_loss(weight, tmp_path):
    rounded = weight.half().float()
    model = exported(rounded, tmp_path / "half.onnx")
    assert [t.data_type for t in model.graph.initializer] == [onnx.TensorProto.FLOAT16]
    x = np.ones((3, 64), np.float32)
    got = onnxfiles.session(tmp_path / "half.onnx").run(None, {"x": x})[0]
    np.testing.assert_allclose(got, Tied(rounded)(torch.from_numpy(x)).detach(), rtol=2e-5)


def test_other_weights_stay_as_they_are(weight, tmp_path):
    model = exported(weight, tmp_path / "full.onnx")
    assert [t.data_type for t in model.graph.initializer] == [onnx.TensorProto.FLOAT]


def test_large_weights_lie_beside_the_graph(weight, tmp_path):
    model = exported(weight, tmp_path / "small.onnx")
    x = np.ones((1, 64), np.float32)
    want = onnxfiles.session(tmp_path / "small.onnx").run(None, {"x": x})[0]
    onnxfiles.save(model, tmp_path / "large.onnx", largest=1000)
    assert (tmp_path / "large.onnx_data").stat().st_size >= 64 * 64 * 4
    assert np.array_equal(onnxfiles.session(tmp_path / "large.onnx").run(None, {"x": x})[0], want)


def test_nothing_of_the_exporting_machine_is_in_the_file(weight, tmp_path):
    exported(weight, tmp_path / "clean.onnx")
    text = (tmp_path / "clean.onnx").read_bytes()
    assert b"site-packages" not in text and b".py" not in text
    assert [p.name for p in tmp_path.iterdir()] == ["clean.onnx"]
