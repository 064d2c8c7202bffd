"""LLaVA-OneVision (Li et al. 2024, arXiv 2408.03326): LLaVA-NeXT's tiles, with patches of this many at most ("anyres_max_9").

The graph sees tiles; packing and reducing are the client's work: `pack` of llava_next and `reduced` are its definition.
"""
import torch
from transformers import LlavaOnevisionForConditionalGeneration

from .llava_next import LlavaNext

TOLERATED = 1.1  # a side may be a little too long


def reduced(patches, side, most_tiles):
    """[h, w, D] -> the same with as many patches as `most_tiles` of side * side have, where they are clearly more."""
    height, width = patches.shape[:2]
    ratio = (height * width / (most_tiles * side ** 2)) ** 0.5
    if ratio <= TOLERATED:
        return patches
    planes = torch.from_numpy(patches).permute(2, 0, 1)[None]
    size = [int(height // ratio), int(width // ratio)]
    return torch.nn.functional.interpolate(planes, size, mode="bilinear")[0].permute(1, 2, 0).numpy()


class LlavaOnevision(LlavaNext):
    model_types = ("llava_onevision",)
    model_class = LlavaOnevisionForConditionalGeneration

    @property
    def most_tiles(self):
        return int(self.model.config.vision_aspect_ratio.removeprefix("anyres_max_"))

    def pack_image_features(self, parts, sizes, strategy):
        return self.core.pack_image_features(parts, sizes, self.core.image_newline, self.model.config.vision_aspect_ratio)[0]

    def reduced(self, patches):
        vision = self.model.config.vision_config
        return reduced(patches, vision.image_size // vision.patch_size, self.most_tiles)
