"""One name for a weight, whatever its writer called it: LLaVA, LAVIS, PEFT, and transformers before and after 4.52."""
import re

import torch

# What wrappers put in front: PEFT, torch's parallel training and compiler.
_WRAPPERS = re.compile(r"^((base_model\.model|module|_orig_mod)\.)+")
_RULES = [(re.compile(pattern), name) for pattern, name in (
    (r"^(?:model\.)*mm_projector\.0\.", "projector.linear_1."),
    (r"^(?:model\.)*mm_projector\.2\.", "projector.linear_2."),
    (r"^(?:model\.)*(?:mm_projector|multi_modal_projector)\.", "projector."),
    (r"^(?:model\.)*(?:vision_tower\.)+(?:vision_model\.)?", "vision."),
    (r"^(?:model\.)*(?:vision_model|visual)\.", "vision."),
    (r"^(?:model\.)*(connector\.|image_newline$)", r"\1"),
    (r"^(?:model\.|language_model\.)*lm_head\.", "head."),
    (r"^(?:model\.)*(?:language_model|text_model)\.(?:model\.)?", "text."),
    (r"^(?:model\.)+(?=layers\.|embed_tokens\.|norm\.|decoder\.)", "text."),
)]
# What a checkpoint may have and no model needs: counters and tables that are computed, what hides patches from a model in training,
# a head that BLIP-2 does not use.
_NEEDLESS = re.compile(r"(rotary_emb\.inv_freq|position_ids|num_batches_tracked|mask_token)$|^Qformer\.cls\.")


def canonical(name):
    """`model.mm_projector.0.weight` and `multi_modal_projector.linear_1.weight` -> `projector.linear_1.weight`."""
    name = _WRAPPERS.sub("", name)
    for pattern, replacement in _RULES:
        changed, count = pattern.subn(replacement, name, count=1)
        if count:
            return changed
    return name


def part(name):
    """What a canonical name belongs to, and is trained with as a whole. BLIP-2's last norm is trained without its encoder."""
    return "vision.post_layernorm" if name.startswith("vision.post_layernorm.") else name.split(".")[0]


def needless(name):
    return bool(_NEEDLESS.search(name))


def is_wrapped(name):
    return bool(_WRAPPERS.match(name))


def some(names, shown=6):
    """The first names, and how many more there are."""
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")


def is_lavis(names):
    return any(name.startswith("Qformer.bert.") for name in names)


_LAVIS = [(re.compile(pattern), name) for pattern, name in (
    (r"^ln_vision\.", "vision_model.post_layernorm."),
    (r"^visual_encoder\.cls_token$", "vision_model.embeddings.class_embedding"),
    (r"^visual_encoder\.pos_embed$", "vision_model.embeddings.position_embedding"),
    (r"^visual_encoder\.patch_embed\.proj\.", "vision_model.embeddings.patch_embedding."),
    (r"^visual_encoder\.blocks\.(\d+)\.norm(\d)\.", r"vision_model.encoder.layers.\1.layer_norm\2."),
    (r"^visual_encoder\.blocks\.(\d+)\.attn\.proj\.", r"vision_model.encoder.layers.\1.self_attn.projection."),
    (r"^visual_encoder\.blocks\.(\d+)\.attn\.", r"vision_model.encoder.layers.\1.self_attn."),
    (r"^visual_encoder\.blocks\.", "vision_model.encoder.layers."),
    (r"^(?:opt|llm|t5)_proj\.", "language_projection."),
    (r"^(?:opt|llm)_model\.", "language_model."),
)]


def from_lavis(state, instructed):
    """LAVIS's names of BLIP-2 and InstructBLIP -> transformers', as its convert_blip_2_original_to_pytorch.py has them.

    `instructed`: the Q-Former reads a prompt too, and its first norm is that of the embeddings.
    """
    renamed = {}
    for name, tensor in state.items():
        if needless(name):
            continue
        if name.startswith("Qformer.bert."):
            name = name.replace("Qformer.bert.", "qformer.", 1).replace("attention.self.", "attention.attention.")
            norm = "qformer.embeddings.layernorm." if instructed else "qformer.layernorm."
            name = name.replace("qformer.embeddings.LayerNorm.", norm)
        else:
            for pattern, replacement in _LAVIS:
                name, count = pattern.subn(replacement, name)
                if count:
                    break
        renamed[name] = tensor
    for name in [name for name in renamed if name.endswith("self_attn.q_bias")]:
        # Keys have no bias there; transformers has one row for all three.
        query, value = renamed.pop(name), renamed.pop(name.replace("q_bias", "v_bias"))
        renamed[name.replace("q_bias", "qkv.bias")] = torch.cat([query, torch.zeros_like(query), value])
    return renamed
