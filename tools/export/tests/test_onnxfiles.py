"""Graph files: weights beside them, weights once, weights halved."""
import numpy as np
import onnx
import pytest
import torch

from vlmexport import onnxfiles
from vlmexport.quantized import quantized


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


ROUNDED = {"Shape", "Reshape", "MatMul", "Abs", "ReduceMax", "Div", "QuantizeLinear"}


@pytest.mark.parametrize("dtype, nodes, close, smaller", [
    ("int8", {*ROUNDED, "MatMulIntegerToFloat", "Mul"}, 0.02, 3), ("q4", {"MatMulNBits"}, 0.2, 5)])
def test_a_row_in_whole_numbers_is_to_the_bit_what_it_is_alone(dtype, nodes, close, smaller, tmp_path):
    generator = torch.Generator().manual_seed(3)
    module = torch.nn.Sequential(torch.nn.Linear(200, 300), torch.nn.ReLU(), torch.nn.Linear(300, 80))
    for weight in module.parameters():
        weight.data = torch.randn(weight.shape, generator=generator) * weight.shape[-1] ** -0.5
    full = onnxfiles.traced(module, [torch.ones(2, 200)], ["x"], ["y"], {"x": {0: "batch"}, "y": {0: "batch"}})
    onnxfiles.write(full, tmp_path / "full.onnx")
    onnxfiles.write(quantized(full, dtype), tmp_path / "whole.onnx")
    assert {node.op_type for node in onnx.load(str(tmp_path / "whole.onnx")).graph.node} == {*nodes, "Add", "Relu"}
    assert (tmp_path / "full.onnx").stat().st_size > smaller * (tmp_path / "whole.onnx").stat().st_size
    x = torch.randn(21, 200, generator=generator).numpy()
    session = onnxfiles.session(tmp_path / "whole.onnx")
    alone = np.concatenate([session.run(None, {"x": row[None]})[0] for row in x])
    for rows in (2, 3, 4, 8, 16, 21):
        assert np.array_equal(session.run(None, {"x": x[:rows]})[0], alone[:rows])
    want = onnxfiles.session(tmp_path / "full.onnx").run(None, {"x": x})[0]
    np.testing.assert_allclose(alone, want, atol=close * np.abs(want).max())


class Neighbours(torch.nn.Module):
    """Matrices that multiply the same rows."""

    def __init__(self, biases, widths=(96, 32, 33)):
        super().__init__()
        generator = torch.Generator().manual_seed(5)
        self.parts = torch.nn.ModuleList(torch.nn.Linear(64, width, bias) for width, bias in zip(widths, biases))
        for weight in self.parameters():
            weight.data = torch.randn(weight.shape, generator=generator) / 8

    def forward(self, x):
        return tuple(part(x) for part in self.parts)


@pytest.mark.parametrize("dtype, product, biases", [
    ("int8", "MatMulIntegerToFloat", (False, False, False)), ("int8", "MatMulIntegerToFloat", (True, False, True)),
    # With a bias ONNX Runtime begins the sum of one that is alone with it.
    ("q4", "MatMulNBits", (False, False, False))])
def test_products_of_the_same_rows_are_one_of_the_same_bits(dtype, product, biases, tmp_path):
    module, x = Neighbours(biases), torch.randn(5, 64, generator=torch.Generator().manual_seed(3))
    onnxfiles.write(quantized(onnxfiles.traced(module, [x], ["x"], ["a", "b", "c"], {"x": {0: "batch"}}), dtype),
                    tmp_path / "together.onnx")
    assert [node.op_type for node in onnx.load(str(tmp_path / "together.onnx")).graph.node].count(product) == 1
    got = onnxfiles.session(tmp_path / "together.onnx").run(None, {"x": x.numpy()})
    for part, value in zip(module.parts, got):
        onnxfiles.write(quantized(onnxfiles.traced(part, [x], ["x"], ["y"], {"x": {0: "batch"}}), dtype), tmp_path / "alone.onnx")
        assert np.array_equal(onnxfiles.session(tmp_path / "alone.onnx").run(None, {"x": x.numpy()})[0], value)


def test_wide_products_of_the_same_rows_stay_apart_and_round_them_once(tmp_path):
    module, x = Neighbours((False, True), (1024, 1024)), torch.randn(5, 64, generator=torch.Generator().manual_seed(3))
    full = onnxfiles.traced(module, [x], ["x"], ["a", "b"], {"x": {0: "batch"}})
    onnxfiles.write(quantized(full, "int8"), tmp_path / "apart.onnx")
    operators = [node.op_type for node in onnx.load(str(tmp_path / "apart.onnx")).graph.node]
    assert [operators.count(name) for name in ("MatMulIntegerToFloat", "QuantizeLinear", "Split")] == [2, 1, 0]
    for got, want in zip(onnxfiles.session(tmp_path / "apart.onnx").run(None, {"x": x.numpy()}), module(x)):
        np.testing.assert_allclose(got, want.detach().numpy(), atol=0.02 * want.abs().max().item())


def test_one_large_number_leaves_the_others_of_its_row_fine(tmp_path):
    generator = torch.Generator().manual_seed(3)
    module = torch.nn.Linear(192, 100)
    full = onnxfiles.traced(module, [torch.ones(2, 192)], ["x"], ["y"], {"x": {0: "batch"}, "y": {0: "batch"}})
    onnxfiles.write(quantized(full, "int8"), tmp_path / "whole.onnx")
    x = torch.randn(50, 192, generator=generator)
    x[:, 17] *= 50
    want = module(x).detach().numpy()
    got = onnxfiles.session(tmp_path / "whole.onnx").run(None, {"x": x.numpy()})[0]
    assert np.abs(got - want).mean() < 0.02 * np.abs(want).mean()


def test_a_row_of_zeros_gives_zeros(tmp_path):
    module = torch.nn.Linear(192, 100, bias=False)
    full = onnxfiles.traced(module, [torch.ones(2, 192)], ["x"], ["y"], {"x": {0: "batch"}, "y": {0: "batch"}})
    onnxfiles.write(quantized(full, "int8"), tmp_path / "whole.onnx")
    x = np.zeros((3, 192), np.float32)
    x[1] = 1e-30
    found = onnxfiles.session(tmp_path / "whole.onnx").run(None, {"x": x})[0]
    assert not found[[0, 2]].any()
    np.testing.assert_allclose(found[1] * 1e30, module.weight.detach().numpy().sum(1), atol=0.2)


def test_rows_of_a_table_have_scales_of_their_own(tmp_path):
    table = torch.nn.Embedding.from_pretrained(torch.randn(100, 64) * torch.logspace(-3, 3, 100)[:, None])
    full = onnxfiles.traced(table, [torch.ones(2, 3, dtype=torch.long)], ["x"], ["y"], {"x": {0: "batch", 1: "length"}})
    onnxfiles.write(quantized(full, "q4"), tmp_path / "whole.onnx")
    got = onnxfiles.session(tmp_path / "whole.onnx").run(None, {"x": np.arange(100)[None]})[0][0]
    assert np.all(np.abs(got - table.weight.numpy()) <= np.abs(table.weight.numpy()).max(1, keepdims=True) / 253)


def test_nothing_of_the_exporting_machine_is_in_the_file(weight, tmp_path):
    exported(weight, tmp_path / "clean.onnx")
    text = (tmp_path / "clean.onnx").read_bytes()
    assert b"site-packages" not in text and b".py" not in text
    assert [p.name for p in tmp_path.iterdir()] == ["clean.onnx"]
