"""Qwen2-VL and Qwen2.5-VL (arXiv 2409.12191, 2502.13923): dynamic resolution, window attention, M-RoPE."""
import numpy as np
import torch
from transformers import Qwen2_5_VLForConditionalGeneration, Qwen2VLForConditionalGeneration
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import apply_rotary_pos_emb_vision

from ..decoder import Decoder, export_decoder, export_embed_tokens
from ..precision import dtype_of, lowest
from .language import VisionLanguage


class VisionEncoder(torch.nn.Module):
    """pixel_values [patches, 3 * 2 * 14 * 14], image_grid_thw [images, 3] -> image_features [patches / 4, D].

    Any number of images of any grid: transformers reorders patches by window and loops over the windows; here the order
    is kept and a mask says who may attend to whom, which is the same function.
    """

    def __init__(self, visual, config):
        super().__init__()
        self.visual, self.merge = visual, config.spatial_merge_size
        self.full = set(getattr(config, "fullatt_block_indexes", range(len(visual.blocks))))
        self.window = getattr(config, "window_size", 0) // self.merge // config.patch_size or 1  # in merged units

    def forward(self, pixel_values, image_grid_thw):
        return self.visual.merger(self.blocks(pixel_values, image_grid_thw)[-1]).float()

    def blocks(self, pixel_values, grid):
        """What each block gives, [patches, D]."""
        v, projection = self.visual, self.visual.patch_embed.proj
        hidden = pixel_values.to(dtype_of(self)) @ projection.weight.flatten(1).T
        row, column, frame, window, size = self.places(pixel_values.shape[0], grid)
        hidden = self.placed(hidden, row, column, size)
        frequencies = v.rotary_pos_emb.inv_freq
        angles = torch.cat([row[:, None] * frequencies, column[:, None] * frequencies], -1).repeat(1, 2)
        rotary, given = (angles.cos(), angles.sin()), []
        for i, block in enumerate(v.blocks):
            group = frame if i in self.full else window
            hidden = hidden + self.attention(block.attn, block.norm1(hidden), group, rotary)
            hidden = hidden + block.mlp(block.norm2(hidden))
            given.append(hidden)
        return given

    def placed(self, hidden, row, column, size):
        """What the first block takes: here patches learn their places from the rotation alone."""
        return hidden

    def places(self, count, grid):
        """Each patch's row and column in its image, ids of its frame and of its window, and its image's height and width."""
        t, h, w = grid[:, 0], grid[:, 1], grid[:, 2]
        ends = (t * h * w).cumsum(0)
        patch = torch.arange(count)
        image = (patch[:, None] >= ends[None]).to(torch.long).sum(1)
        local = patch - (ends - t * h * w)[image]
        area, units = (h * w)[image], (w // self.merge)[image]
        in_frame, frame = local % area, local // area
        unit, corner = in_frame // self.merge ** 2, in_frame % self.merge ** 2
        row_unit, column_unit = unit // units, unit % units
        frame_id = image * 4096 + frame
        window_id = (frame_id * 4096 + row_unit // self.window) * 4096 + column_unit // self.window
        return (row_unit * self.merge + corner // self.merge, column_unit * self.merge + corner % self.merge,
                frame_id, window_id, (h[image], w[image]))

    @staticmethod
    def attention(attn, x, group, rotary):
        count = x.shape[0]
        q, k, v = attn.qkv(x).reshape(count, 3, attn.num_heads, -1).permute(1, 0, 2, 3).unbind(0)
        q, k = apply_rotary_pos_emb_vision(q, k, *rotary)
        q, k, v = (part.transpose(0, 1) for part in (q, k, v))
        scores = q @ k.transpose(1, 2) / attn.head_dim ** 0.5
        scores = scores.masked_fill(group[None, :, None] != group[None, None, :], lowest(scores.dtype))
        weights = scores.softmax(-1, dtype=torch.float32).to(v.dtype)
        return attn.proj((weights @ v).transpose(0, 1).reshape(count, -1))


def rope_index(input_ids, grids, image_token_id, merge):
    """M-RoPE position ids [3, 1, S] of one prompt with images.

    Text counts up on all three axes; an image's tokens share one time and spread over rows and columns; text after an
    image continues from the largest position so far + 1.
    """
    parts, start, at, images = [], 0, 0, iter(grids)
    while at < len(input_ids):
        if input_ids[at] == image_token_id:
            t, h, w = next(images)
            axes = np.meshgrid(np.zeros(t, int), np.arange(h // merge), np.arange(w // merge), indexing="ij")
            parts.append(np.stack(axes).reshape(3, -1) + start)
        else:
            parts.append(np.full((3, 1), start))
        at += parts[-1].shape[1]
        start = parts[-1].max() + 1
    return np.concatenate(parts, 1)[:, None].astype(np.int64)


class Qwen25Vl(VisionLanguage):
    model_types = ("qwen2_5_vl",)
    model_class = Qwen2_5_VLForConditionalGeneration
    encoder_class = VisionEncoder
    vision_outputs = ["image_features"]
    extra_inputs = ("image_grid_thw",)
    position_axes = 3

    @property
    def image_token_id(self):
        return self.model.config.image_token_id

    @property
    def visual(self):
        return self.model.visual if hasattr(self.model, "visual") else self.core.visual

    @property
    def language_model(self):
        return getattr(self.core, "language_model", self.core)

    @property
    def decoder(self):
        return Decoder(self.language_model, self.model.lm_head, self.text_config)

    def export_graphs(self, files):
        self.export_vision(files)
        export_embed_tokens(self.language_model.embed_tokens, files)
        export_decoder(self.decoder, self.text_config, files, position_axes=3)

    def export_vision(self, files):
        grid = torch.tensor([[1, 8, 12], [1, 6, 4]])
        width = self.visual.patch_embed.proj.weight[0].numel()
        files.export("vision_encoder", self.encoder_class(self.visual, self.model.config.vision_config),
                     [torch.randn(int(grid.prod(1).sum()), width), grid], ["pixel_values", "image_grid_thw"],
                     self.vision_outputs, {"pixel_values": {0: "patches"}, "image_grid_thw": {0: "images"},
                                           **{output: {0: "tokens"} for output in self.vision_outputs}})

    def image_features(self, inputs):
        features = self.visual(inputs["pixel_values"], grid_thw=inputs["image_grid_thw"])
        return getattr(features, "pooler_output", features)

    def graph_features(self, files, inputs):
        outputs = files.session("vision_encoder").run(self.vision_outputs, {name: inputs[name].numpy() for name in (
            "pixel_values", "image_grid_thw")})
        return np.concatenate(outputs, -1)

    def positions(self, inputs):
        grids = inputs["image_grid_thw"].tolist() if "image_grid_thw" in inputs else []
        merge = self.model.config.vision_config.spatial_merge_size
        prompt = rope_index(inputs["input_ids"][0].tolist(), grids, self.image_token_id, merge)
        return lambda step, mask: prompt if step == 0 else np.full((3, 1, 1), prompt.max() + step)


class Qwen2Vl(Qwen25Vl):
    model_types = ("qwen2_vl",)
    model_class = Qwen2VLForConditionalGeneration
