"""Half precision as transformers runs it: weights in float16, inputs and outputs of graphs in float32."""
from contextlib import contextmanager

import torch


def round_to_half(model):
    """Makes every weight one that float16 holds, so that half and full precision differ in arithmetic alone."""
    for tensor in _weights(model):
        tensor.data = tensor.data.half().float()


@contextmanager
def as_dtype(model, dtype):
    """The model with its weights in `dtype`, float32 again afterwards. Other buffers, as rotary frequencies, are left."""
    for tensor in _weights(model):
        tensor.data = tensor.data.to(dtype)
    try:
        yield model
    finally:
        for tensor in _weights(model):
            tensor.data = tensor.data.float()


def dtype_of(module):
    """The dtype in which a module computes."""
    return next(p.dtype for p in module.parameters() if p.is_floating_point())


def _weights(model):
    yield from (p for p in model.parameters() if p.is_floating_point())
    # Of the buffers those that are saved with the weights and added to what these give.
    yield from (b for name, b in model.named_buffers() if "running_" in name or name.endswith("pos_idx_to_embed"))


def lowest(dtype):
    """What a mask adds to a forbidden score: far below any score, and a score below it is still finite."""
    return torch.finfo(dtype).min / 2
