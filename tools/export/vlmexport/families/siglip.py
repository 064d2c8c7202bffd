"""SigLIP and SigLIP 2 of fixed resolution (Zhai et al. 2023, arXiv 2303.15343).

Trained without attention mask: every text is padded to 64 tokens, and the padding takes part. SigLIP 2 of fixed
resolution is SigLIP with Gemma's tokenizer.
"""
from pathlib import Path

import tokenizers
from transformers import AutoTokenizer, SiglipModel, SiglipTokenizer

from ..bundle import write_config
from . import siglip_tokenizer
from .dual import DualEncoder, Tower


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

    def tokens(self, texts):
        return self.tokenizer(texts, padding="max_length", truncation=True, max_length=self.length, return_tensors="pt")
