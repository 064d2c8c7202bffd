"""LLaVA-1.5 (Liu et al. 2023, arXiv 2310.03744)."""
import torch
from transformers import LlavaForConditionalGeneration

from ..precision import dtype_of
from .language import VisionLanguage


class VisionEncoder(torch.nn.Module):
    """pixel_values [N, 3, H, W] -> image_features [N, patches, D]."""

    def __init__(self, core, config):
        super().__init__()
        self.tower, self.projector = core.vision_tower, core.multi_modal_projector
        self.layer, self.strategy = config.vision_feature_layer, config.vision_feature_select_strategy

    def forward(self, pixel_values):
        hidden = self.tower(pixel_values.to(dtype_of(self)), output_hidden_states=True).hidden_states
        chosen = [self.layer] if isinstance(self.layer, int) else self.layer
        start = 1 if self.strategy == "default" else 0  # default: without the class token
        return self.projector(torch.cat([hidden[layer][:, start:] for layer in chosen], dim=-1)).float()


def export_vision_encoder(core, config, files):
    size = config.vision_config.image_size
    files.export("vision_encoder", VisionEncoder(core, config), [torch.randn(2, 3, size, size)], ["pixel_values"],
                 ["image_features"], {"pixel_values": {0: "num_images"}, "image_features": {0: "num_images"}})


class Llava(VisionLanguage):
    model_types = ("llava",)
    model_class = LlavaForConditionalGeneration

    def study(self, question, image):
        return "USER: " + ("<image>\n" if image else "") + f"{question}\nASSISTANT:"

    def export_vision(self, files):
        export_vision_encoder(self.core, self.model.config, files)

    def image_features(self, inputs):
        config = self.model.config
        features = self.core.get_image_features(inputs["pixel_values"], vision_feature_layer=config.vision_feature_layer,
                                                vision_feature_select_strategy=config.vision_feature_select_strategy)
        # Since transformers 5 a list of images in an output of other things.
        features = getattr(features, "pooler_output", features)
        return features.flatten(0, 1) if isinstance(features, torch.Tensor) else torch.cat(list(features))

    def graph_features(self, files, inputs):
        return files.session("vision_encoder").run(None, {"pixel_values": inputs["pixel_values"].numpy()})[0]
