"""Makes tiny-moondream2 of inference's tests, in the layout of Xenova/moondream2, and records what torch answers with it.

    python tools/goldens/moondream.py TINY_QWEN2_5_VL    # torch 2.6.0, transformers 4.51.3, onnxruntime, Pillow

transformers has no Moondream. It is LLaVA with SigLIP's encoder and Phi behind a prompt of its own (transformers.js derives its
class from LLaVA's, too), and so it is computed here. The files are as published: <image> has the id -200, in a tokenizer.json
that Hugging Face's own library does not read; there the last of the embeddings, which no text has, stands in for it.
"""
import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from tokenizers import AddedToken
from tokenizers.processors import TemplateProcessing
from transformers import (AutoTokenizer, LlavaConfig, LlavaForConditionalGeneration, LlavaProcessor, PhiConfig, SiglipImageProcessor,
                          SiglipVisionConfig)

import internvl  # the pictures, the names and how they are recorded

import sources  # noqa: E402
from vlmexport import build, precision  # noqa: E402
from vlmexport.bundle import write_generation, write_json  # noqa: E402
from vlmexport.families.llava import Llava  # noqa: E402

SIDE, TOKENS, PUBLISHED = 56, 16, -200
END = "<|endoftext|>"


class Moondream(Llava):
    def study(self, question, image):
        return ("<image>\n\n" if image else "") + f"Question: {question}\n\nAnswer:"

    def write_text(self, bundle):
        text = self.model.config.text_config.to_diff_dict() | {"architectures": ["PhiForCausalLM"], "model_type": "phi"}
        write_json(bundle / "config.json", {
            "architectures": ["Moondream"], "model_type": "moondream1", "phi_config": text,
            "image_token_index": PUBLISHED, "num_image_tokens": TOKENS})
        write_generation(bundle, self.generation_config)
        self.processor.image_processor.save_pretrained(bundle)
        tokenizer = self.processor.tokenizer
        values = json.loads(tokenizer.backend_tokenizer.to_str())
        for added in values["added_tokens"]:
            if added["content"] == "<image>":
                added["id"] = PUBLISHED
        end = values["post_processor"]["special_tokens"].pop(END)
        values["post_processor"]["special_tokens"]["<s>"] = end
        write_json(bundle / "tokenizer.json", values)
        write_json(bundle / "tokenizer_config.json", {
            "bos_token": END, "eos_token": END, "unk_token": END, "clean_up_tokenization_spaces": True,
            "model_max_length": 2048, "tokenizer_class": "CodeGenTokenizer"})


def tokenizer_of(directory):
    tokenizer = AutoTokenizer.from_pretrained(directory, bos_token=END, eos_token=END)
    tokenizer.clean_up_tokenization_spaces = True
    tokenizer.add_tokens([AddedToken("<image>", special=True, normalized=False)])
    end = tokenizer.convert_tokens_to_ids(END)
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(single=f"{END} $A", pair=f"{END} $A {END} $B:1",
                                                                    special_tokens=[(END, end)])
    return tokenizer


def source(tokenizer, directory):
    tokenizer = tokenizer_of(tokenizer)
    image, end = (tokenizer.convert_tokens_to_ids(token) for token in ("<image>", END))
    assert image == len(tokenizer) - 1
    config = LlavaConfig(
        vision_config=SiglipVisionConfig(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
                                         image_size=SIDE, patch_size=14),
        text_config=PhiConfig(vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
                              num_attention_heads=4, max_position_embeddings=2048, bos_token_id=end, eos_token_id=end,
                              hidden_act="gelu_new", partial_rotary_factor=0.5),
        image_token_index=image, vision_feature_layer=-1, vision_feature_select_strategy="full")
    model = sources.randomise(LlavaForConditionalGeneration(config))
    torch.nn.init.normal_(model.language_model.lm_head.bias, generator=torch.Generator().manual_seed(2))
    precision.round_to_half(model)
    model.generation_config.bos_token_id = model.generation_config.eos_token_id = end
    model.save_pretrained(directory)
    images = SiglipImageProcessor(size={"height": SIDE, "width": SIDE})
    LlavaProcessor(images, tokenizer, patch_size=14, vision_feature_select_strategy="full",
                   num_additional_image_tokens=0).save_pretrained(directory)
    return directory


if __name__ == "__main__":
    build.family_of = lambda *_: Moondream
    with tempfile.TemporaryDirectory() as folder:
        internvl.make("tiny-moondream2", source(Path(sys.argv[1]), Path(folder) / "source"), Moondream)
