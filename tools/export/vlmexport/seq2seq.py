"""Language models with an encoder and a decoder (BART) as graphs, laid out as optimum does."""
import torch
from transformers import EncoderDecoderCache
from transformers.cache_utils import DynamicCache

from .decoder import attention_masks, filled, held
from .precision import dtype_of, lowest


def row_mask(mask, length, dtype):
    """[B, S] of 0 and 1 -> what is added to scores, [B, 1, length, S]."""
    allowed = (mask[:, None, None, :] > 0).expand(-1, 1, length, -1)
    return torch.zeros(allowed.shape, dtype=dtype).masked_fill(~allowed, lowest(dtype))


class Encoder(torch.nn.Module):
    """inputs_embeds [B, S, D], attention_mask [B, S] -> last_hidden_state [B, S, D]."""

    def __init__(self, model):
        super().__init__()
        self.encoder = model.encoder

    def forward(self, attention_mask, inputs_embeds):
        embeds = inputs_embeds.to(dtype_of(self))
        mask = row_mask(attention_mask, embeds.shape[1], embeds.dtype)
        return self.encoder(inputs_embeds=embeds, attention_mask=mask).last_hidden_state.float()


class FirstSteps(torch.nn.Module):
    """What the decoder begins with -> logits at each token, keys and values of it and of what the encoder gave."""

    def __init__(self, model, lm_head):
        super().__init__()
        self.decoder, self.lm_head = model.decoder, lm_head

    def cache(self, past):
        return EncoderDecoderCache(DynamicCache(), DynamicCache())

    def run(self, encoder_attention_mask, encoder_hidden_states, inputs_embeds, past=()):
        embeds = inputs_embeds.to(dtype_of(self))
        cache, before = self.cache(past), past[0].shape[2] if past else 0
        whole = torch.ones(embeds.shape[0], before + embeds.shape[1], dtype=torch.long)
        hidden = self.decoder(
            inputs_embeds=embeds, attention_mask=attention_masks(whole, embeds.shape[1], embeds.dtype)[0],
            encoder_hidden_states=encoder_hidden_states.to(embeds.dtype),
            encoder_attention_mask=row_mask(encoder_attention_mask, embeds.shape[1], embeds.dtype),
            past_key_values=cache, use_cache=True).last_hidden_state
        return self.lm_head(hidden).float(), held(cache.self_attention_cache), held(cache.cross_attention_cache)

    def forward(self, *inputs):
        logits, own, cross = self.run(*inputs)
        return logits, *own, *cross


class FollowingSteps(FirstSteps):
    """The tokens after a past, whose keys and values of the encoder are read and not given again."""

    def cache(self, past):
        return EncoderDecoderCache(filled(past[:len(past) // 2]), filled(past[len(past) // 2:]))

    def forward(self, encoder_attention_mask, inputs_embeds, *past):
        # Only that there is an encoder is read of its states.
        states = torch.zeros(1, 1, inputs_embeds.shape[2])
        logits, own, _ = self.run(encoder_attention_mask, states, inputs_embeds, past)
        return logits, *own


def export_encoder(model, config, files):
    axes = {0: "batch", 1: "encoder_sequence"}
    example = {"attention_mask": torch.ones(2, 5, dtype=torch.long), "inputs_embeds": torch.randn(2, 5, config.d_model)}
    files.export("encoder_model", Encoder(model), example.values(), list(example), ["last_hidden_state"],
                 dict.fromkeys([*example, "last_hidden_state"], axes))


def export_decoder(model, lm_head, config, files):
    """decoder_model_merged."""
    first, following = FirstSteps(model, lm_head), FollowingSteps(model, lm_head)
    batch, length, past, source, heads = 2, 3, 4, 5, config.decoder_attention_heads
    kv = {part: torch.randn(batch, heads, extent, config.d_model // heads).to(dtype_of(first))
          for part, extent in (("decoder", past), ("encoder", source))}
    names = [f"{layer}.{part}.{kind}" for part in kv for layer in range(config.decoder_layers) for kind in ("key", "value")]
    mask = {"encoder_attention_mask": torch.ones(batch, source, dtype=torch.long)}
    states = {"encoder_hidden_states": torch.randn(batch, source, config.d_model)}
    embeds = {"inputs_embeds": torch.randn(batch, length, config.d_model)}
    present = ["logits", *("present." + name for name in names)]

    def described(module, example, outputs):
        return module, example.values(), list(example), outputs, {name: _axes(name) for name in [*example, *outputs]}

    history = {"past_key_values." + name: kv[name.split(".")[1]] for name in names}
    files.export_merged("decoder_model_merged", described(first, mask | states | embeds, present),
                        described(following, mask | embeds | history, present[:1 + len(names) // 2]))


def _axes(name):
    if name.startswith("past_key_values"):
        return {0: "batch", 2: "encoder_sequence" if ".encoder." in name else "past_sequence"}
    if name.startswith("present"):
        return {0: "batch", 2: "encoder_sequence_out" if ".encoder." in name else "total_sequence"}
    return {0: "batch", 1: "encoder_sequence" if name.startswith("encoder") else "sequence"}
