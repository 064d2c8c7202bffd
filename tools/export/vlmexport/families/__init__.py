"""One module a family; a family is found by `model_type`, a classifier by its architecture."""
from transformers import AutoConfig

from .blip import Blip2, InstructBlip
from .classifier import Classifier
from .clip import Clip
from .idefics3 import Idefics3, SmolVlm
from .llava import Llava
from .llava_next import LlavaNext
from .qwen_vl import Qwen2Vl, Qwen25Vl
from .sentence import Sentence
from .siglip import Siglip

try:
    from .qwen3_vl import Qwen3Vl
except ImportError:  # transformers before 4.57, which refuses its configuration by name
    Qwen3Vl = None

FAMILIES = (Clip, Siglip, Llava, LlavaNext, Blip2, InstructBlip, Idefics3, SmolVlm, Qwen2Vl, Qwen25Vl,
            Sentence) + ((Qwen3Vl,) if Qwen3Vl else ())


def family_of(source, revision="main"):
    """The class that exports a model; ValueError if none does."""
    config = AutoConfig.from_pretrained(source, revision=revision)
    if any(name.endswith("ForImageClassification") for name in config.architectures or ()):
        return Classifier
    for family in FAMILIES:
        if config.model_type in family.model_types:
            return family
    known = ", ".join(sorted(name for family in FAMILIES for name in family.model_types))
    raise ValueError(f'{source}: model_type "{config.model_type}" cannot be exported; known are {known} and image '
                     "classifiers (architectures: …ForImageClassification)")
