"""BLIP-2 with OPT (Li et al. 2023, arXiv 2301.12597) and InstructBLIP with Vicuna (Dai et al. 2023, arXiv 2305.06500).

Image tokens come first, before BOS. InstructBLIP's Q-Former reads the prompt too, so its image features depend on it.
"""
import torch
from transformers import Blip2ForConditionalGeneration, InstructBlipForConditionalGeneration

from ..precision import dtype_of
from .language import VisionLanguage


class VisionEncoder(torch.nn.Module):
    """pixel_values [B, 3, H, W] -> image_embeds [B, 1 + patches, Dv], class token first."""

    def __init__(self, model):
        super().__init__()
        self.vision = model.vision_model

    def forward(self, pixel_values):
        return self.vision(pixel_values.to(dtype_of(self))).last_hidden_state.float()


class QFormer(torch.nn.Module):
    """Queries, and InstructBLIP's instruction, over the image, then the language projection -> [B, queries, D]."""

    def __init__(self, model):
        super().__init__()
        self.qformer, self.project, self.query_tokens = model.qformer, model.language_projection, model.query_tokens

    def forward(self, image_embeds, qformer_input_ids=None, qformer_attention_mask=None):
        image_embeds = image_embeds.to(dtype_of(self))
        query, text = self.query_tokens.expand(image_embeds.shape[0], -1, -1), {}
        if qformer_input_ids is not None:
            mask = torch.cat([torch.ones(query.shape[:-1], dtype=torch.long), qformer_attention_mask], dim=1)
            text = {"input_ids": qformer_input_ids, "attention_mask": mask}
        out = self.qformer(query_embeds=query, encoder_hidden_states=image_embeds, **text)[0]
        return self.project(out[:, : self.query_tokens.shape[1]]).float()


class Blip2(VisionLanguage):
    model_types = ("blip-2",)
    model_class = Blip2ForConditionalGeneration
    answers_text_alone = False  # transformers' classes need an image
    text_inputs = ()

    def __init__(self, source, revision="main"):
        super().__init__(source, revision)
        kind = self.model.config.text_config.model_type
        if kind not in ("opt", "llama"):
            raise ValueError(f"{source}: the language model is {kind}; opt and llama have a decoder that can be exported")
        if self.image_token_id is None or not getattr(self.processor, "num_query_tokens", None):
            raise ValueError(f"{source}: image_token_index or num_query_tokens is missing; take a newer revision of it")

    @property
    def text_config(self):
        return self.model.config.text_config

    @property
    def generation_config(self):
        return self.language_model.generation_config

    def graph_of(self, weight):
        apart = weight.startswith(("qformer.", "query_tokens", "language_projection."))
        return "qformer" if apart else super().graph_of(weight)

    def study(self, question, image):
        return f"Question: {question} Answer:"

    def export_vision(self, files):
        vision, size = self.model.config.vision_config, self.model.config.vision_config.image_size
        batch = {0: "batch"}
        files.export("vision_encoder", VisionEncoder(self.model), [torch.randn(2, 3, size, size)], ["pixel_values"],
                     ["image_embeds"], {"pixel_values": batch, "image_embeds": batch})
        patches = 1 + (size // vision.patch_size) ** 2
        example = {"image_embeds": torch.randn(2, patches, vision.hidden_size)}
        for name in self.text_inputs:
            example[name] = torch.ones(2, 9, dtype=torch.long)
        axes = {name: {0: "batch", 1: "qformer_sequence"} for name in self.text_inputs}
        files.export("qformer", QFormer(self.model), example.values(), list(example), ["image_features"],
                     axes | {"image_embeds": batch, "image_features": batch})

    def image_features(self, inputs):
        embeds = VisionEncoder(self.model)(inputs["pixel_values"])
        return QFormer(self.model)(embeds, *(inputs[name] for name in self.text_inputs))[0]

    def graph_features(self, files, inputs):
        embeds = files.session("vision_encoder").run(None, {"pixel_values": inputs["pixel_values"].numpy()})[0]
        text = {name: inputs[name].numpy() for name in self.text_inputs}
        return files.session("qformer").run(None, {"image_embeds": embeds, **text})[0]

    def hidden_states(self, inputs):
        return self.model(**inputs, output_hidden_states=True).language_model_outputs.hidden_states[-1][0]


class InstructBlip(Blip2):
    model_types = ("instructblip",)
    model_class = InstructBlipForConditionalGeneration
    text_inputs = ("qformer_input_ids", "qformer_attention_mask")

    def recorded_ids(self, inputs):
        return {"qformer_input_ids": inputs["qformer_input_ids"][0].tolist()}
