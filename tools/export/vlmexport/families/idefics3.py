"""Idefics3 and SmolVLM (Laurençon et al. 2024, arXiv 2408.12637): tiles with row and column tokens, pixel shuffle."""
import torch
from transformers import Idefics3ForConditionalGeneration, SmolVLMForConditionalGeneration

from ..decoder import Decoder, export_decoder, export_embed_tokens
from ..precision import dtype_of, lowest
from .language import VisionLanguage


class VisionEncoder(torch.nn.Module):
    """pixel_values [B, N, 3, H, W], pixel_attention_mask [B, N, H, W] -> image_features [real tiles, tokens, D].

    Padding tiles (all zero) are dropped, as transformers does. Position ids are its loop over tiles written as one
    expression, so that the number of tiles may vary.
    """

    def __init__(self, model):
        super().__init__()
        self.vision, self.connector = model.vision_model, model.connector
        self.side, self.patch = self.vision.embeddings.num_patches_per_side, self.vision.embeddings.patch_size

    def forward(self, pixel_values, pixel_attention_mask):
        dtype = dtype_of(self)
        pixels, mask = pixel_values.flatten(0, 1), pixel_attention_mask.flatten(0, 1)
        real = (pixels != 0).to(torch.float32).amax(dim=(1, 2, 3)) > 0
        pixels, mask = pixels[real].to(dtype), mask.to(torch.float32)[real]
        patches = torch.nn.functional.max_pool2d(mask[:, None], self.patch)[:, 0] > 0
        rows, columns = self.buckets(patches[:, :, 0]), self.buckets(patches[:, 0, :])
        positions = (rows[:, :, None] * self.side + columns[:, None, :]) * patches.to(torch.long)
        embeddings = self.vision.embeddings
        hidden = embeddings.patch_embedding(pixels).flatten(2).transpose(1, 2)
        hidden = hidden + embeddings.position_embedding(positions.flatten(1))
        attend = torch.where(patches.flatten(1), 0.0, lowest(dtype)).to(dtype)[:, None, None, :]
        hidden = self.vision.encoder(inputs_embeds=hidden, attention_mask=attend).last_hidden_state
        return self.connector(self.vision.post_layernorm(hidden)).float()

    def buckets(self, valid):
        """[tiles, patches of one side] valid -> each patch's position on a grid of `side` (torch.bucketize)."""
        count = valid.to(torch.float32).sum(1, keepdim=True)
        fraction = torch.arange(valid.shape[1]).to(torch.float32)[None] / count
        edges = torch.arange(1 / self.side, 1.0, 1 / self.side)
        return (fraction[:, :, None] >= edges[None, None]).to(torch.long).sum(-1)


class Idefics3(VisionLanguage):
    model_types = ("idefics3",)
    model_class = Idefics3ForConditionalGeneration
    extra_inputs = ("pixel_attention_mask",)

    @property
    def text_config(self):
        return self.model.config.text_config

    @property
    def image_token_id(self):
        return self.model.config.image_token_id

    def export_graphs(self, files):
        self.export_vision(files)
        core = self.model.model
        export_embed_tokens(core.text_model.embed_tokens, files)
        export_decoder(Decoder(core.text_model, self.model.lm_head, self.text_config), self.text_config, files)

    def export_vision(self, files):
        side = self.model.config.vision_config.image_size
        example = [torch.randn(2, 3, 3, side, side), torch.ones(2, 3, side, side, dtype=torch.bool)]
        files.export("vision_encoder", VisionEncoder(self.model.model), example,
                     ["pixel_values", "pixel_attention_mask"], ["image_features"],
                     {"pixel_values": {0: "batch", 1: "tiles", 3: "height", 4: "width"},
                      "pixel_attention_mask": {0: "batch", 1: "tiles", 2: "height", 3: "width"},
                      "image_features": {0: "real_tiles"}})

    def image_features(self, inputs):
        """The image part of Idefics3Model.forward, which has no method of its own."""
        core, patch = self.model.model, self.model.config.vision_config.patch_size
        pixels, mask = inputs["pixel_values"].flatten(0, 1), inputs["pixel_attention_mask"].flatten(0, 1).bool()
        real = (pixels == 0).sum(dim=(1, 2, 3)) != pixels[0].numel()
        grid = mask[real].unfold(1, patch, patch).unfold(2, patch, patch).sum(dim=(-1, -2)) > 0
        hidden = core.vision_model(pixels[real].contiguous(), patch_attention_mask=grid).last_hidden_state
        return core.connector(hidden).flatten(0, 1)

    def graph_features(self, files, inputs):
        return files.session("vision_encoder").run(None, {
            "pixel_values": inputs["pixel_values"].numpy(),
            "pixel_attention_mask": inputs["pixel_attention_mask"].bool().numpy()})[0]


class SmolVlm(Idefics3):
    model_types = ("smolvlm",)
    model_class = SmolVLMForConditionalGeneration
