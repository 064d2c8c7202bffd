"""One module per family; a family is found by `model_type`, a classifier by its architecture."""
import transformers
from transformers import AutoConfig, PretrainedConfig

from .blip import Blip2, InstructBlip
from .classifier import Classifier
from .clip import Clip
from .fast_vlm import FastVlm
from .florence2 import Florence2
from .gemma import Gemma3, PaliGemma
from .idefics3 import Idefics3, SmolVlm
from .internvl import InternVl
from .llava import Llava
from .llava_next import LlavaNext
from .llava_onevision import LlavaOnevision
from .qwen_vl import Qwen2Vl, Qwen25Vl
from .qwen3_vl import Qwen3Vl
from .sentence import Sentence
from .siglip import Siglip

FAMILIES = (Clip, Siglip, Llava, LlavaNext, LlavaOnevision, FastVlm, Blip2, InstructBlip, Idefics3, SmolVlm,
            InternVl, Qwen2Vl, Qwen25Vl, Qwen3Vl, PaliGemma, Gemma3, Florence2,
            Sentence)
# Families whose code lies beside the weights and is no part of transformers.
REFUSED = {
    "internvl_chat": "the layout of InternVL's own code cannot be exported; give the same model's repository whose name ends in "
                     "-hf, such as OpenGVLab/InternVL3-1B-hf, which has the weights in transformers' layout",
    "moondream1": "Moondream's own code cannot be exported; Xenova/moondream2 on the hub is a bundle already, which "
                  "`vlmstream models pull` downloads",
}


def family_of(source, revision="main"):
    """The class that exports a model; ValueError if none does."""
    model_type = PretrainedConfig.get_config_dict(source, revision=revision)[0].get("model_type")
    if model_type in REFUSED:
        raise ValueError(f'{source}: model_type "{model_type}": {REFUSED[model_type]}')
    for family in FAMILIES:
        if model_type in family.model_types and family.needs:
            raise ValueError(f'{source}: model_type "{model_type}" needs {family.needs}, not {transformers.__version__}; '
                             "install that beside the tool's other requirements")
    config = AutoConfig.from_pretrained(source, revision=revision)
    if any(name.endswith("ForImageClassification") for name in config.architectures or ()):
        return Classifier
    for family in FAMILIES:
        if config.model_type in family.model_types:
            return family
    known = ", ".join(sorted(name for family in FAMILIES for name in family.model_types))
    raise ValueError(f'{source}: model_type "{config.model_type}" cannot be exported; known are {known} and image '
                     "classifiers (architectures: …ForImageClassification)")
