"""LLaVA-NeXT (LLaVA-1.6): an image is a base tile and a grid of tiles, chosen by its shape ("anyres").

The graph sees tiles; packing (grid, unpadding, newline) is the client's work: `pack` is its definition.
"""
import json
from pathlib import Path

import numpy as np
import torch
from transformers import LlavaNextForConditionalGeneration
from transformers.image_processing_utils import select_best_resolution

from ..bundle import write_config, write_json
from .language import VisionLanguage
from .llava import export_vision_encoder


def pack(features, size, grid, tile, newline, reduced):
    """Features [1 + rows * columns, side * side, D] of one image of `size` (height, width) -> [tokens, D].

    First the base tile's patches, then the grid row by row, padding cut off, a newline after each row.
    `grid`: (height, width) in pixels of the chosen resolution. `reduced`: makes fewer of the grid's patches, [h, w, D].
    """
    height, width = size
    rows, columns, dim = grid[0] // tile, grid[1] // tile, features.shape[-1]
    side = round(features.shape[1] ** 0.5)
    patches = features[1:].reshape(rows, columns, side, side, dim).transpose(0, 2, 1, 3, 4)
    patches = patches.reshape(rows * side, columns * side, dim)
    full_height, full_width = patches.shape[:2]
    if width / height > full_width / full_height:
        cut = (full_height - int(round(height * (full_width / width), 7))) // 2
        patches = patches[cut:full_height - cut]
    else:
        cut = (full_width - int(round(width * (full_height / height), 7))) // 2
        patches = patches[:, cut:full_width - cut]
    patches = reduced(patches)
    lines = np.concatenate([patches, np.broadcast_to(newline, (len(patches), 1, dim))], axis=1)
    return np.concatenate([features[0], lines.reshape(-1, dim)])


class LlavaNext(VisionLanguage):
    model_types = ("llava_next",)
    model_class = LlavaNextForConditionalGeneration
    extra_inputs = ("image_sizes",)

    @property
    def newline(self):
        return self.core.image_newline.detach().float().numpy()

    def graph_of(self, weight):
        if weight == "image_newline":
            raise ValueError("image_newline was trained, which lies in a file of the bundle; export a whole one, without "
                             "--overlay-of")
        return super().graph_of(weight)

    def write_text(self, bundle):
        super().write_text(bundle)
        if hasattr(self.processor.image_processor, "_get_padding_size"):
            # Since transformers 5 an odd pixel of padding fills the canvas; its files do not say so.
            settings = Path(bundle) / "preprocessor_config.json"
            write_json(settings, json.loads(settings.read_text(encoding="utf-8")) | {"pad_to_canvas": True})
        (Path(bundle) / "image_newline.bin").write_bytes(self.newline.astype("<f4").tobytes())
        write_config(bundle, self.model, image_newline={"file": "image_newline.bin", "shape": list(self.newline.shape),
                                                        "dtype": "float32"})

    def export_vision(self, files):
        export_vision_encoder(self.core, self.model.config, files)

    def image_features(self, inputs):
        config, sizes = self.model.config, inputs["image_sizes"]
        strategy = config.vision_feature_select_strategy
        parts = self.core.get_image_features(inputs["pixel_values"], sizes, vision_feature_layer=config.vision_feature_layer,
                                             vision_feature_select_strategy=strategy)
        if hasattr(parts, "pooler_output"):  # since transformers 5 packed already
            return parts.pooler_output if isinstance(parts.pooler_output, torch.Tensor) else torch.cat(list(parts.pooler_output))
        return self.pack_image_features(parts, sizes, strategy)

    def pack_image_features(self, parts, sizes, strategy):
        return self.core.pack_image_features(parts, sizes, strategy, self.core.image_newline)[0]

    def reduced(self, patches):
        """Fewer patches of a grid [h, w, D], for models that do not take all."""
        return patches

    def graph_features(self, files, inputs):
        config, size = self.model.config, inputs["image_sizes"][0].tolist()
        grid = select_best_resolution(size, config.image_grid_pinpoints)
        tiles = files.session("vision_encoder").run(None, {"pixel_values": inputs["pixel_values"][0].numpy()})[0]
        return pack(tiles, size, grid, config.vision_config.image_size, self.newline, self.reduced)
