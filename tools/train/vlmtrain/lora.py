"""LoRA in the language model, by PEFT, and merged again. PEFT is imported here alone, and late: other recipes do without."""
import torch

from .data import SEED
from .graphs import PLACE

RANK, ALPHA, DROPOUT = 128, 256, 0.05


def adapt(decoder):
    """Puts LoRA into all linear layers but the head, as LLaVA's training does; returns what is trained."""
    from peft import LoraConfig, inject_adapter_in_model

    torch.manual_seed(SEED)
    config = LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=DROPOUT, bias="none", target_modules=list(PLACE))
    inject_adapter_in_model(config, decoder)
    return [weight for weight in decoder.parameters() if weight.requires_grad]


def merged(decoder):
    """Name -> weight [out, in] of each layer with LoRA, W + (alpha / r) B A, under the name that it has without."""
    from peft.tuners.lora import LoraLayer

    return {f"{name}.weight": (layer.get_base_layer().weight + layer.get_delta_weight("default")).detach()
            for name, layer in decoder.named_modules() if isinstance(layer, LoraLayer)}
