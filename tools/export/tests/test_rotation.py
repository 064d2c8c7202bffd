"""A decoder whose residual stream is rotated gives what it gave."""
import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto
from transformers import LlamaConfig, LlamaForCausalLM

from vlmexport.decoder import decoder_of, export_decoder
from vlmexport.onnxfiles import GraphFiles, session, write
from vlmexport.quantized import quantized
from vlmexport.rotation import rotate, rotated

WIDTH, LAYERS = 96, 2


@pytest.fixture(scope="module")
def decoder(tmp_path_factory):
    """A file; every matrix has a bias, and norms have weights of their own."""
    directory = tmp_path_factory.mktemp("decoder")
    config = LlamaConfig(vocab_size=97, hidden_size=WIDTH, intermediate_size=160, num_hidden_layers=LAYERS, num_attention_heads=4,
                         num_key_value_heads=2, attention_bias=True, mlp_bias=True, max_position_embeddings=64,
                         attn_implementation="eager")
    torch.manual_seed(7)
    model = LlamaForCausalLM(config).eval()
    for name, weight in model.named_parameters():
        weight.data = torch.randn(weight.shape) * (1 if "norm" in name else 0.1)
    export_decoder(decoder_of(model), config, GraphFiles(directory))
    return directory / "onnx" / "decoder_model_merged.onnx"


def answers(path, embeds):
    """Logits and hidden states of a prompt, and of two tokens behind it."""
    run, cut, found = session(path), embeds.shape[1] - 2, []
    past = {given.name: np.zeros((len(embeds), given.shape[1], 0, given.shape[3]), np.float32)
            for given in run.get_inputs() if given.name.startswith("past")}
    for begin, end in ((0, cut), (cut, cut + 2)):
        outputs = run.run(None, {
            "inputs_embeds": embeds[:, begin:end], "attention_mask": np.ones((len(embeds), end), np.int64),
            "position_ids": np.tile(np.arange(begin, end), (len(embeds), 1)), "num_logits_to_keep": np.array(0), **past})
        past = dict(zip(past, outputs[1:-1]))
        found += [outputs[0], outputs[-1]]
    return found


def embeddings():
    return torch.randn(3, 9, WIDTH, generator=torch.Generator().manual_seed(3)).numpy()


def matrices_and_vectors(model):
    return [{tensor.name: tensor for tensor in model.graph.initializer
             if len(tensor.dims) == dimensions and tensor.data_type == TensorProto.FLOAT} for dimensions in (2, 1)]


def rotated_in_float32(path):
    model = onnx.load(str(path))
    parts = matrices_and_vectors(model)
    even, heads = rotate(model.graph, *parts)
    model.graph.initializer.extend(tensor for part in parts for name, tensor in part.items()
                                   if name not in {kept.name for kept in model.graph.initializer})
    return model, even, heads


@pytest.mark.parametrize("width", [1, 8, 15, 48, 576])
def test_rotation_keeps_lengths_and_spreads_a_single_number(width):
    matrix = rotated(np.eye(width))
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(width), atol=1e-12)
    np.testing.assert_allclose(rotated(np.arange(width)), np.arange(width) @ matrix, atol=1e-9)
    assert np.abs(matrix).max() <= (width & -width) ** -0.5 + 1e-12


def test_a_rotated_decoder_gives_what_it_gave(decoder, tmp_path):
    model, even, heads = rotated_in_float32(decoder)
    write(model, tmp_path / "rotated.onnx")
    assert (len(even), len(heads)) == (2 * LAYERS, LAYERS)
    for want, got in zip(answers(decoder, embeddings()), answers(tmp_path / "rotated.onnx", embeddings())):
        np.testing.assert_allclose(got, want, atol=2e-5 * np.abs(want).max())


@pytest.mark.parametrize("dtype, close", [("int8", 0.02), ("q4", 0.2)])
def test_a_large_number_in_the_stream_leaves_the_others_fine(dtype, close, decoder, tmp_path):
    write(quantized(onnx.load(str(decoder)), dtype), tmp_path / "whole.onnx")
    embeds = embeddings()
    embeds[:, :, 11] *= 30
    for want, got in zip(answers(decoder, embeds), answers(tmp_path / "whole.onnx", embeds)):
        assert np.abs(got - want).mean() < close * np.abs(want).mean()


def test_a_stream_that_something_else_reads_is_left_alone(decoder):
    model = onnx.load(str(decoder))
    first = next(node for node in model.graph.node if node.op_type == "Add" and "layers.0/Add" in node.output[0])
    model.graph.output.append(onnx.helper.make_tensor_value_info(first.output[0], TensorProto.FLOAT, [None, None, WIDTH]))
    before = [node.SerializeToString() for node in model.graph.node]
    assert rotate(model.graph, *matrices_and_vectors(model)) == (set(), set())
    assert [node.SerializeToString() for node in model.graph.node] == before
