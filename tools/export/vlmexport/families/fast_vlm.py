"""FastVLM (Vasu et al. 2025, arXiv 2412.13303): LLaVA with a convolutional encoder, FastViTHD; one image, one size.

Transformers has it since 4.57; checkpoints as Apple publishes them (`llava_qwen2`) are made such by its
convert_fastvlm_weights_to_hf.py.
"""
import torch
import transformers

from ..precision import dtype_of
from .llava import Llava


class VisionEncoder(torch.nn.Module):
    """pixel_values [N, 3, H, W] -> image_features [N, H / 64 * W / 64, D]."""

    def __init__(self, core):
        super().__init__()
        self.tower, self.projector = core.vision_tower, core.multi_modal_projector

    def forward(self, pixel_values):
        planes = self.tower(pixel_values.to(dtype_of(self)), do_pooling=False).last_hidden_state
        return self.projector(planes.flatten(2).permute(0, 2, 1)).float()


class FastVlm(Llava):
    model_types = ("fast_vlm",)
    model_class = getattr(transformers, "FastVlmForConditionalGeneration", None)
    needs = None if model_class else "transformers 4.57 or later, with timm"

    def study(self, question, image):
        return None

    def export_vision(self, files):
        size = self.processor.image_processor.crop_size
        files.export("vision_encoder", VisionEncoder(self.core), [torch.randn(2, 3, size["height"], size["width"])],
                     ["pixel_values"], ["image_features"],
                     {"pixel_values": {0: "num_images"}, "image_features": {0: "num_images"}})
