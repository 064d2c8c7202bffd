"""InternVL3 and InternVL2.5 as transformers has them (Zhu et al. 2025, arXiv 2504.10479): tiles, pixel shuffle, a projector."""
import torch
import transformers

from ..precision import dtype_of
from .language import VisionLanguage


class VisionEncoder(torch.nn.Module):
    """pixel_values [tiles, 3, H, W] -> image_features [tiles, tokens, D].

    Tiles are of the size that the model was trained on, so that the positions are taken as they are, where transformers would
    trace their interpolation.
    """

    def __init__(self, core, config):
        super().__init__()
        self.tower, self.projector = core.vision_tower, core.multi_modal_projector
        self.layer, self.strategy = config.vision_feature_layer, config.vision_feature_select_strategy
        vision = config.vision_config
        self.rows, self.columns = (size // patch for size, patch in zip(vision.image_size, vision.patch_size))
        self.merge = round(1 / config.downsample_ratio)

    def forward(self, pixel_values):
        hidden = self.hidden(pixel_values.to(dtype_of(self)))
        if self.strategy == "default":
            hidden = hidden[:, 1:]  # without the class token
        return self.projector(self.shuffled(hidden)).float()

    def hidden(self, pixels):
        """After the chosen layer, [tiles, 1 + patches, C]; the last one's goes through the tower's norm."""
        embeddings = self.tower.embeddings
        patches = embeddings.patch_embeddings.projection(pixels).flatten(2).transpose(1, 2)
        states = [torch.cat([embeddings.cls_token.expand(patches.shape[0], -1, -1), patches], 1)]
        if embeddings.position_embeddings is not None:
            states[0] = states[0] + embeddings.position_embeddings
        for layer in self.tower.encoder.layer:
            state = layer(states[-1])
            states.append(state[0] if isinstance(state, tuple) else state)  # a tuple in transformers 4
        return self.tower.layernorm(states[-1]) if self.layer == -1 else states[self.layer]

    def shuffled(self, patches):
        """[tiles, rows * columns, C] -> [tiles, tokens, C * merge²]: neighbours side by side, column pairs within row pairs."""
        m = self.merge
        grid = patches.reshape(-1, self.rows // m, m, self.columns // m, m, patches.shape[-1])
        return grid.permute(0, 1, 3, 2, 4, 5).reshape(patches.shape[0], -1, m * m * patches.shape[-1])


class InternVl(VisionLanguage):
    model_types = ("internvl",)
    model_class = getattr(transformers, "InternVLForConditionalGeneration", None)
    needs = None if model_class else "transformers 4.52 or later"

    def export_vision(self, files):
        height, width = self.model.config.vision_config.image_size
        files.export("vision_encoder", VisionEncoder(self.core, self.model.config), [torch.randn(2, 3, height, width)],
                     ["pixel_values"], ["image_features"],
                     {"pixel_values": {0: "num_tiles"}, "image_features": {0: "num_tiles"}})

    def image_features(self, inputs):
        config = self.model.config
        features = self.core.get_image_features(inputs["pixel_values"], vision_feature_layer=config.vision_feature_layer,
                                                vision_feature_select_strategy=config.vision_feature_select_strategy)
        return getattr(features, "pooler_output", features).flatten(0, 1)  # since transformers 5 in an output of other things

    def graph_features(self, files, inputs):
        return files.session("vision_encoder").run(None, {"pixel_values": inputs["pixel_values"].numpy()})[0]
