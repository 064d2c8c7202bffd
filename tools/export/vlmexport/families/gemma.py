"""PaliGemma 1 and 2 (Beyer et al. 2024, arXiv 2407.07726; Steiner et al. 2024, arXiv 2412.03555) and Gemma 3 (arXiv 2503.19786).

Some of a prompt's tokens attend to one another in both directions, which the decoder is told by `token_type_ids` [B, S] of the
new tokens, with transformers' meaning: PaliGemma's prompt, image included, is of type 0 and what follows of type 1; Gemma 3's
image is of type 1 and all else of type 0.
"""
from contextlib import ExitStack, contextmanager

import numpy as np
import torch
from transformers import Gemma3ForConditionalGeneration, PaliGemmaForConditionalGeneration

from ..decoder import Decoder, export_decoder, export_embed_tokens
from ..precision import dtype_of
from .language import VisionLanguage

TAKEN = ("input_ids", "attention_mask", "pixel_values", "token_type_ids")


class VisionEncoder(torch.nn.Module):
    """pixel_values [N, 3, H, W] -> image_features [N, tokens, D], divided by `scale` where there is one."""

    def __init__(self, core, scale):
        super().__init__()
        self.tower, self.projector, self.scale = core.vision_tower, core.multi_modal_projector, scale

    def forward(self, pixel_values):
        features = self.projector(self.tower(pixel_values.to(dtype_of(self))).last_hidden_state).float()
        return features if self.scale is None else features / self.scale


class GemmaDecoder(Decoder):
    """Gemma's kin: some layers look back a window only; logits may be capped; `scale`, if any, multiplies embeddings."""

    def __init__(self, model, lm_head, config, mutual_type, scale=None):
        super().__init__(model, lm_head, config)
        self.mutual_type, self.scale = mutual_type, scale
        self.window = getattr(config, "sliding_window", None)
        self.cap = getattr(config, "final_logit_softcapping", None)

    def masks(self, full, sliding):
        return full, sliding

    def body(self, embeds, masks, position_ids, cache, past):
        full, sliding = masks
        if self.scale is not None:
            embeds = embeds * torch.tensor(self.scale, dtype=embeds.dtype)
        if hasattr(self.model.config, "layer_types"):  # transformers since 4.53
            by_layer = {"full_attention": full, "sliding_attention": sliding}
            return super().body(embeds, by_layer if self.window else full, position_ids, cache, past)
        with windows(self.model.layers, sliding):
            return super().body(embeds, full, position_ids, cache, past)

    def logits(self, hidden):
        logits = super().logits(hidden)
        return logits if self.cap is None else torch.tanh(logits / self.cap) * self.cap


@contextmanager
def windows(layers, mask):
    """Layers with a window take `mask` instead of one that they would cut themselves, to a length that a graph would fix."""
    layers = [layer for layer in layers if getattr(layer, "is_sliding", False)]
    with ExitStack() as hooks:
        for layer in layers:
            layer.is_sliding = False
            hooks.enter_context(layer.register_forward_pre_hook(
                lambda _, args, kwargs: (args, kwargs | {"attention_mask": mask}), with_kwargs=True))
        try:
            yield
        finally:
            for layer in layers:
                layer.is_sliding = True


class Gemma(VisionLanguage):
    """Subclasses say which tokens are of which type."""

    mutual_type = None
    causal_type = None

    @property
    def feature_scale(self):
        """What the features are divided by to stand among embeddings; None: nothing."""
        return None

    @property
    def decoder_scale(self):
        """What the decoder's graph multiplies embeddings by, as the model itself does not; None: nothing."""
        return None

    @property
    def decoder(self):
        model = getattr(self.language_model, "model", self.language_model)
        head = getattr(self.language_model, "lm_head", None) or self.model.lm_head
        return GemmaDecoder(model, head, self.text_config, self.mutual_type, self.decoder_scale)

    def embedding(self):
        return self.model.get_input_embeddings()

    def export_graphs(self, files):
        self.export_vision(files)
        export_embed_tokens(self.embedding(), files)
        export_decoder(self.decoder, self.text_config, files)

    def export_vision(self, files):
        size = self.model.config.vision_config.image_size
        files.export("vision_encoder", VisionEncoder(self.core, self.feature_scale), [torch.randn(2, 3, size, size)],
                     ["pixel_values"], ["image_features"], {"pixel_values": {0: "num_images"}, "image_features": {0: "num_images"}})

    def image_features(self, inputs):
        features = self.core.get_image_features(inputs["pixel_values"])
        return getattr(features, "pooler_output", features).flatten(0, 1)

    def graph_features(self, files, inputs):
        return files.session("vision_encoder").run(None, {"pixel_values": inputs["pixel_values"].numpy()})[0]

    def types(self, inputs):
        prompt = inputs["token_type_ids"].numpy().astype(np.int64)
        return lambda step: prompt if step == 0 else np.full((1, 1), self.causal_type)

    def inputs(self, prompt, image=None):
        """A prompt brings its BOS token. `labels`, which transformers 5 adds, are for training."""
        images = {} if image is None else {"images": [image]}
        inputs = dict(self.processor(text=[prompt], add_special_tokens=False, return_tensors="pt", **images))
        return {key: inputs[key] for key in TAKEN if key in inputs}


class PaliGemma(Gemma):
    """Positions begin at 1. Embeddings enter the decoder's graph as they are in the table, and it multiplies them by
    sqrt(D), as transformers before 5 does inside the model; features are divided by that before."""

    model_types = ("paligemma",)
    model_class = PaliGemmaForConditionalGeneration
    mutual_type, causal_type = 0, 1

    def read_processor(self, source, revision):
        super().read_processor(source, revision)
        window = getattr(self.text_config, "sliding_window", None)
        if self.scales_embeddings and window and self.processor.image_seq_length >= window:
            raise ValueError(f"{source}: an image's {self.processor.image_seq_length} tokens fill the sliding window of {window}, "
                             "beyond which transformers 5 lets them look; export with transformers 4.51")

    @property
    def scales_embeddings(self):
        """Since transformers 5 the table's module multiplies, not the model."""
        return hasattr(self.model.get_input_embeddings(), "embed_scale")

    @property
    def feature_scale(self):
        return self.text_config.hidden_size ** 0.5

    @property
    def decoder_scale(self):
        return self.feature_scale if self.scales_embeddings else None

    def embedding(self):
        return torch.nn.Embedding.from_pretrained(self.model.get_input_embeddings().weight)

    def image_features(self, inputs):
        features = super().image_features(inputs)
        return features / self.feature_scale if self.scales_embeddings else features

    def styles(self):
        return {"study": self.study}  # it has no chat template

    def study(self, question, image):
        return ("<image>" if image else "") + f"{self.processor.tokenizer.bos_token}answer en {question}\n"

    def inputs(self, prompt, image=None):
        bos = self.processor.tokenizer.bos_token
        if image is None:  # which the processor refuses
            inputs = dict(self.processor.tokenizer([prompt], add_special_tokens=False, return_tensors="pt"))
        else:
            inputs = super().inputs(prompt.replace(bos, "", 1).removesuffix("\n"), image)
        return inputs | {"token_type_ids": torch.zeros_like(inputs["input_ids"])}

    def positions(self, inputs):
        counted = super().positions(inputs)
        return lambda step, mask: counted(step, mask) + 1


class Gemma3(Gemma):
    model_types = ("gemma3",)
    model_class = Gemma3ForConditionalGeneration
    mutual_type, causal_type = 1, 0

    def read_processor(self, source, revision):
        super().read_processor(source, revision)
        if self.processor.image_processor.do_pan_and_scan:
            raise ValueError(f"{source}: preprocessor_config.json has do_pan_and_scan, which cuts a picture into crops; only "
                             "whole pictures can be exported, so set it to false")
