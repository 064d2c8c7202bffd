"""SigLIP and SigLIP 2 of fixed resolution (Zhai et al. 2023, arXiv 2303.15343).

Trained without attention mask: every text is padded to 64 tokens, and the padding takes part. SigLIP 2 of fixed
resolution is SigLIP with Gemma's tokenizer.
"""
from pathlib import Path

import tokenizers
import torch
from transformers import AutoTokenizer, SiglipModel, SiglipTokenizer

from ..bundle import write_config
from . import siglip_tokenizer
from .dual import DualEncoder, Tower


class Attention(torch.nn.Module):
    """torch's MultiheadAttention with a matrix of its own for each of queries, keys and values.

    torch exports slices of one matrix, which a runtime does not pack: the single row of an image's probe is then summed in another
    order than those of several images. Nor could they be quantized.
    """

    def __init__(self, fused):
        super().__init__()
        self.query, self.key, self.value = map(linear, fused.in_proj_weight.chunk(3), fused.in_proj_bias.chunk(3))
        self.out, self.heads = fused.out_proj, fused.num_heads

    def forward(self, queries, keys, values):
        queries, keys, values = self.split(self.query(queries)), self.split(self.key(keys)), self.split(self.value(values))
        scores = queries @ keys.transpose(-1, -2) * queries.shape[-1] ** -0.5
        shares = scores.float().softmax(-1).to(scores.dtype)
        return self.out((shares @ values).transpose(1, 2).flatten(2)), None

    def split(self, states):
        return states.view(*states.shape[:2], self.heads, -1).transpose(1, 2)


def linear(weight, bias):
    layer = torch.nn.Linear(*reversed(weight.shape), device="meta")
    layer.weight, layer.bias = torch.nn.Parameter(weight), torch.nn.Parameter(bias)
    return layer


class Siglip(DualEncoder):
    model_types = ("siglip",)
    model_class = SiglipModel
    image_output = text_output = "pooler_output"
    text_inputs = ("input_ids",)
    sigmoid = True

    def read_tokenizer(self, source, revision):
        return AutoTokenizer.from_pretrained(source, revision=revision)

    @property
    def length(self):
        return self.model.config.text_config.max_position_embeddings

    def write_text(self, bundle):
        write_config(bundle, self.model, logit_scale=float(self.model.logit_scale), logit_bias=self.bias)
        self.image_processor.save_pretrained(bundle)
        self.tokenizer.save_pretrained(bundle)
        path = Path(bundle) / "tokenizer.json"
        if isinstance(self.tokenizer, SiglipTokenizer):
            siglip_tokenizer.fast((Path(bundle) / "spiece.model").read_bytes()).save(str(path))
        fast = tokenizers.Tokenizer.from_file(str(path))
        fast.enable_truncation(self.length)
        fast.enable_padding(length=self.length, pad_id=self.tokenizer.pad_token_id, pad_token=self.tokenizer.pad_token)
        fast.save(str(path))

    def towers(self):
        return Tower(self.model.vision_model), Tower(self.model.text_model)

    def export_graphs(self, files):
        head = self.model.vision_model.head
        fused, head.attention = head.attention, Attention(head.attention)
        try:
            super().export_graphs(files)
        finally:
            head.attention = fused

    def tokens(self, texts):
        return self.tokenizer(texts, padding="max_length", truncation=True, max_length=self.length, return_tensors="pt")
