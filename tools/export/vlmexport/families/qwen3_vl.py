"""Qwen3-VL (arXiv 2511.21631): Qwen2.5-VL's relative whose vision encoder has learned places and feeds several layers."""
import torch
import transformers

from ..decoder import DeepstackDecoder
from .qwen_vl import Qwen25Vl, VisionEncoder


class DeepstackEncoder(VisionEncoder):
    """As its base, and deepstack_features_N: for each of the decoder's first layers a [patches / 4, D] of its own."""

    def forward(self, pixel_values, image_grid_thw):
        v, given = self.visual, self.blocks(pixel_values, image_grid_thw)
        early = [merger(given[i]) for merger, i in zip(v.deepstack_merger_list, v.deepstack_visual_indexes)]
        return tuple(features.float() for features in (v.merger(given[-1]), *early))

    def placed(self, hidden, row, column, size):
        """The square of learned places, interpolated between corners of every image's own grid."""
        v = self.visual
        side = v.num_grid_per_side
        (top, rows), (left, columns) = (self.between(place, count, side) for place, count in zip((row, column), size))
        corners = (top[:, :, None] * side + left[:, None, :]).flatten(1)
        weights = (rows[:, :, None] * columns[:, None, :]).flatten(1)
        places = (v.pos_embed(corners) * weights[:, :, None]).sum(1)
        return hidden + v.patch_embed.proj.bias + places.to(hidden.dtype)

    @staticmethod
    def between(place, count, side):
        """The two learned places next to each patch's along one axis, [patches, 2], and their weights."""
        exact = place.to(torch.float32) * (side - 1) / torch.clamp(count - 1, min=1)
        floor = exact.floor()
        neighbours = torch.stack([floor, floor + 1], 1)
        weights = 1 - (exact[:, None] - neighbours).abs()
        return neighbours.to(torch.long).clamp(0, side - 1), weights


class Qwen3Vl(Qwen25Vl):
    model_types = ("qwen3_vl",)
    model_class = getattr(transformers, "Qwen3VLForConditionalGeneration", None)
    needs = None if model_class else "transformers 4.57 or later"
    encoder_class = DeepstackEncoder

    @property
    def vision_outputs(self):
        return ["image_features"] + [f"deepstack_features_{i}" for i in range(self.decoder.deepstack)]

    @property
    def decoder(self):
        return DeepstackDecoder(self.language_model, self.model.lm_head, self.text_config,
                                len(self.visual.deepstack_visual_indexes))

    def image_features(self, inputs):
        """What enters the embeddings, and side by side with it what enters the first layers: [tokens, D * (1 + layers)]."""
        out = self.visual(inputs["pixel_values"], grid_thw=inputs["image_grid_thw"])
        if not hasattr(out, "deepstack_features"):  # transformers before 5
            out, early = out
            return torch.cat([out, *early], -1)
        return torch.cat([out.pooler_output, *out.deepstack_features], -1)
