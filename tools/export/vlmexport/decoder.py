"""Language models as two graphs: embed_tokens, and a decoder with a key/value cache."""
import torch
from transformers.cache_utils import DynamicCache

try:
    from transformers.cache_utils import DynamicLayer
except ImportError:  # transformers before 4.54
    DynamicLayer = None

from .precision import dtype_of, lowest


class EmbedTokens(torch.nn.Module):
    """input_ids [B, S] -> inputs_embeds [B, S, D]."""

    def __init__(self, embedding):
        super().__init__()
        self.embedding = embedding

    def forward(self, input_ids):
        return self.embedding(input_ids).float()


def export_embed_tokens(embedding, files):
    axes = {0: "batch", 1: "sequence"}
    files.export("embed_tokens", EmbedTokens(embedding), [torch.ones(2, 3, dtype=torch.long)], ["input_ids"],
                 ["inputs_embeds"], {"input_ids": axes, "inputs_embeds": axes})


def attention_masks(attention_mask, length, dtype, window=None, mutual=None):
    """[B, past + S] of 0 and 1 -> what is added to scores, [B, 1, S, past + S]: no later token, no padding.

    Returns two: of layers that look at everything, and of those with a sliding window (the same where there is none).
    `mutual`: [B, S] bool, new tokens that attend to one another in both directions, each unbroken run of them by itself.
    The window counts what a token can see, not places, between which there may be padding or a tree's other branches.
    """
    total = attention_mask.shape[1]
    keys, queries = torch.arange(total), torch.arange(length) + (total - length)
    real = attention_mask[:, None, None, :] > 0
    before = (keys[None, :] <= queries[:, None])[None, None] & real
    allowed = before if mutual is None else before | (same_run(mutual, total) & real)
    masks = [allowed]
    if window:
        seen = before.to(torch.int32).cumsum(-1, dtype=torch.int32)
        masks.append(allowed & (seen[..., -1:] - seen < window))
    masks = [torch.zeros(mask.shape, dtype=dtype).masked_fill(~mask, lowest(dtype)) for mask in masks]
    return masks[0], masks[-1]


def same_run(mutual, total):
    """[B, S] -> [B, 1, S, total]: whether a new token and one of all are of one run; what is before the new ones is of none."""
    flags = mutual.to(torch.long)
    begins = flags * (1 - torch.cat([torch.zeros_like(flags[:, :1]), flags[:, :-1]], 1))
    runs = begins.cumsum(1) * flags
    past = torch.zeros(flags.shape[0], total - flags.shape[1], dtype=torch.long)
    return ((runs[:, :, None] == torch.cat([past, runs], 1)[:, None, :]) & mutual[:, :, None])[:, None]


def filled(past):
    """A cache that holds keys and values, [key, value, key, value, …] by layer."""
    cache = DynamicCache()
    for layer in range(len(past) // 2):
        key, value = past[2 * layer], past[2 * layer + 1]
        if hasattr(cache, "key_cache"):  # transformers before 4.54
            cache.update(key, value, layer)
        else:
            # Not by update: it would join them to an empty tensor of one dimension, which ONNX does not.
            cache.layers.append(DynamicLayer())
            cache.layers[layer].lazy_initialization(key, value)
            cache.layers[layer].keys, cache.layers[layer].values = key, value
    return cache


def held(cache):
    """What a cache holds, in the order of `filled`."""
    if hasattr(cache, "key_cache"):
        return [tensor for pair in zip(cache.key_cache, cache.value_cache) for tensor in pair]
    return [tensor for layer in cache.layers for tensor in (layer.keys, layer.values)]


class Decoder(torch.nn.Module):
    """A language model with `.model` and `.lm_head` (Llama, Mistral, Qwen2, …); the past may be of length 0.

    hidden_states are those after the final norm. num_logits_to_keep: logits of the last N positions, 0: of all.
    """

    takes_position_ids = True
    deepstack = 0  # after how many layers more of an image is added
    mutual_type = None  # what token_type_ids has for tokens that attend to one another in both directions

    def __init__(self, model, lm_head, config):
        super().__init__()
        self.model, self.lm_head = model, lm_head
        # Qwen2 has a window in its configuration that use_sliding_window turns off.
        self.window = config.sliding_window if getattr(config, "model_type", "") == "mistral" else None

    def body(self, embeds, mask, position_ids, cache, past):
        return self.model(inputs_embeds=embeds, attention_mask=mask, position_ids=position_ids, past_key_values=cache,
                          use_cache=True, cache_position=torch.arange(embeds.shape[1]) + past)

    def masks(self, full, sliding):
        """What `body` takes as its mask."""
        return sliding

    def logits(self, hidden):
        return self.lm_head(hidden).float()

    def forward(self, inputs_embeds, attention_mask, *rest):
        position_ids, rest = (rest[0], rest[1:]) if self.takes_position_ids else (None, rest)
        types, rest = (None, rest) if self.mutual_type is None else (rest[0], rest[1:])
        keep, past = rest[0], rest[1:]
        embeds = inputs_embeds.to(dtype_of(self))
        cache = filled(past)
        mutual = None if types is None else types == self.mutual_type
        masks = attention_masks(attention_mask, embeds.shape[1], embeds.dtype, self.window, mutual)
        if not self.takes_position_ids:
            position_ids = self.counted(attention_mask, past[0].shape[2])
        out = self.body(embeds, self.masks(*masks), position_ids, cache, past[0].shape[2])
        hidden = out.last_hidden_state
        return (self.logits(hidden[:, -keep:]), *held(cache), hidden.float())


class DeepstackDecoder(Decoder):
    """Qwen3-VL's: deepstack_embeds_N [B, S, D], zero where no image is, is added to what layer N gives."""

    def __init__(self, model, lm_head, config, deepstack):
        super().__init__(model, lm_head, config)
        self.deepstack = deepstack

    def forward(self, inputs_embeds, attention_mask, position_ids, keep, *rest):
        # Hooks, since transformers picks the image's positions from the layer's output and puts their sums back.
        hooks = [layer.register_forward_hook(lambda layer, given, out, added=added: out + added.to(out.dtype))
                 for layer, added in zip(self.model.layers, rest[:self.deepstack])]
        try:
            return super().forward(inputs_embeds, attention_mask, position_ids, keep, *rest[self.deepstack:])
        finally:
            for hook in hooks:
                hook.remove()


class OptDecoder(Decoder):
    """OPT: positions are counted from the attention mask, inside."""

    takes_position_ids = False

    def body(self, embeds, mask, position_ids, cache, past):
        return self.model.decoder(inputs_embeds=embeds, attention_mask=mask, position_ids=position_ids,
                                  past_key_values=cache, use_cache=True,
                                  cache_position=torch.arange(embeds.shape[1]) + past)

    @staticmethod
    def counted(attention_mask, past):
        return (attention_mask.cumsum(1) * attention_mask - 1)[:, past:]


def decoder_of(language_model, head=None):
    """The wrapper for a `…ForCausalLM`, or for a `…Model` with the head that stands apart from it."""
    config = language_model.config
    kind = OptDecoder if config.model_type == "opt" else Decoder
    return kind(language_model, head, config) if head is not None else kind(language_model.model, language_model.lm_head, config)


def export_decoder(decoder, config, files, position_axes=0):
    """decoder_model_merged. `config`: the text configuration; position_axes=3: position ids [3, B, S] (M-RoPE)."""
    batch, length, past = 2, 3, 4
    heads = config.num_attention_heads
    kv_heads = getattr(config, "num_key_value_heads", None) or heads
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // heads
    ids = torch.arange(past, past + length).expand(*([position_axes] if position_axes else []), batch, length)
    example = {"inputs_embeds": torch.randn(batch, length, config.hidden_size),
               "attention_mask": torch.ones(batch, past + length, dtype=torch.long)}
    if decoder.takes_position_ids:
        example["position_ids"] = ids.contiguous()
    if decoder.mutual_type is not None:
        example["token_type_ids"] = torch.tensor([[0, 1, 1], [1, 0, 0]])
    example["num_logits_to_keep"] = torch.tensor(1)
    for level in range(decoder.deepstack):
        example[f"deepstack_embeds_{level}"] = torch.randn(batch, length, config.hidden_size)
    outputs = ["logits"]
    for layer in range(config.num_hidden_layers):
        for part in ("key", "value"):
            example[f"past_key_values.{layer}.{part}"] = torch.randn(batch, kv_heads, past, head_dim).to(dtype_of(decoder))
            outputs.append(f"present.{layer}.{part}")
    outputs.append("hidden_states")
    files.export("decoder_model_merged", decoder, example.values(), list(example), outputs,
                 {name: axes for name in [*example, *outputs] if (axes := _axes(name, position_axes))})


def _axes(name, position_axes):
    if name.startswith(("past_key_values", "present")):
        return {0: "batch", 2: "past_sequence" if name.startswith("past") else "total_sequence"}
    if name == "position_ids" and position_axes:
        return {1: "batch", 2: "sequence"}
    second = {"attention_mask": "total_sequence", "logits": "num_logits", "num_logits_to_keep": None}
    second = second.get(name, "sequence")
    return {0: "batch", 1: second} if second else None
