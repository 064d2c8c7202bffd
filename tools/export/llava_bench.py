#!/usr/bin/env python3
"""A LLaVA-shaped bundle with realistic compute and random weights, for benchmarks on the CPU (617 MB in fp32).

Vision: CLIP, patch 32 at 224 (49 image tokens), 6 layers of 384. Decoder: the shape of SmolLM2-135M or Llama-3.2-1B, with a
vocabulary of 32064, tied. The same weights every time.
"""
import argparse
import shutil
import sys
from pathlib import Path

import torch
from transformers import (AutoTokenizer, CLIPImageProcessor, CLIPVisionConfig, GenerationConfig, LlamaConfig, LlavaConfig,
                          LlavaForConditionalGeneration, LlavaProcessor)

from vlmexport.bundle import Base
from vlmexport.build import dtypes
from vlmexport.families.llava import Llava
from vlmexport.onnxfiles import GraphFiles
from vlmexport.quantized import DTYPES

IMAGE, PAD, EOS, VOCABULARY = 32000, 32001, 2, 32064
SHAPES = {"135m": {"hidden_size": 576, "intermediate_size": 1536, "num_hidden_layers": 30, "num_attention_heads": 9,
                   "num_key_value_heads": 3, "rope_theta": 100000},
          "1b": {"hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16, "num_attention_heads": 32,
                 "num_key_value_heads": 8, "rope_theta": 500000}}
# The chat template of llava-hf/llava-1.5-7b-hf.
CHAT_TEMPLATE = (
    "{% for message in messages %}{% if message['role'] != 'system' %}{{ message['role'].upper() + ': '}}{% endif %}"
    "{# Render all images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}"
    "{{ '<image>\n' }}{% endfor %}{# Render all text next #}{% if message['role'] != 'assistant' %}"
    "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] + ' '}}"
    "{% endfor %}{% else %}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}"
    "{% generation %}{{ content['text'] + ' '}}{% endgeneration %}{% endfor %}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}")


def model(shape="135m", seed=1):
    vision = CLIPVisionConfig(hidden_size=384, intermediate_size=1536, num_hidden_layers=6, num_attention_heads=6,
                              image_size=224, patch_size=32, projection_dim=384)
    text = LlamaConfig(vocab_size=VOCABULARY, max_position_embeddings=8192, rms_norm_eps=1e-5, tie_word_embeddings=True,
                       bos_token_id=1, eos_token_id=EOS, **SHAPES[shape])
    config = LlavaConfig(vision_config=vision, text_config=text, image_token_index=IMAGE, vision_feature_layer=-2,
                         vision_feature_select_strategy="default", image_seq_length=49, pad_token_id=PAD,
                         tie_word_embeddings=True, attn_implementation="eager")
    torch.manual_seed(seed)
    made = LlavaForConditionalGeneration(config).eval()
    made.tie_weights()
    made.generation_config = GenerationConfig(bos_token_id=1, eos_token_id=EOS, pad_token_id=PAD)
    return made


def processor(tokenizer):
    """`tokenizer`: a directory with a Llama-like tokenizer of 32000 tokens, `<image>` and `<pad>` after them."""
    tokens = AutoTokenizer.from_pretrained(tokenizer)
    found = tokens.convert_tokens_to_ids(["<image>", "<pad>"])
    if found != [IMAGE, PAD]:
        raise ValueError(f"{tokenizer}: <image> and <pad> are {found}, must be {[IMAGE, PAD]}")
    images = CLIPImageProcessor(size={"shortest_edge": 224}, crop_size={"height": 224, "width": 224})
    return LlavaProcessor(images, tokens, patch_size=32, vision_feature_select_strategy="default",
                          num_additional_image_tokens=1, chat_template=CHAT_TEMPLATE)


class Bench(Llava):
    """The export of a model that was not read from files."""

    def __init__(self, made, processing):
        self.model, self.processor = made, processing


def tuned(bench, base, out, count=2):
    """Overlays of the bundle with other projectors, out/overlays/overlay-N, and each as a whole bundle, out/full/full-N."""
    for n in range(1, count + 1):
        generator = torch.Generator().manual_seed(n)
        for weight in bench.core.multi_modal_projector.parameters():
            weight.data = torch.randn(weight.shape, generator=generator) * 0.05
        overlay, whole = out / f"overlays/overlay-{n}", out / f"full/full-{n}"
        Base.open(base).write_config(overlay, "llava")
        bench.export_graphs(GraphFiles(overlay, base=base, only={"vision_encoder"}))
        shutil.copytree(base, whole)
        shutil.copy(overlay / "onnx/vision_encoder.onnx", whole / "onnx")


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=Path, help="the bundle's directory; must not be there")
    parser.add_argument("--tokenizer", required=True, type=Path,
                        help="a directory with a LLaVA-1.5 tokenizer, such as models/tiny/tiny-llava")
    parser.add_argument("--tuned", type=Path, metavar="DIR",
                        help="writes two overlays with other projectors, and the same as whole bundles, below DIR as well")
    parser.add_argument("--shape", default="135m", choices=SHAPES, help="of the decoder (default: 135m)")
    parser.add_argument("--dtype", default="fp32",
                        help="of the graphs, as export.py: fp32, or fp32,int8,q4; or int8 or q4 alone (default: fp32)")
    args = parser.parse_args()
    # Nothing is recorded that would have to be compared, so that float32 may be left out.
    dtype, *others = [args.dtype] if args.dtype in DTYPES else dtypes(args.dtype)
    if args.out.exists():
        sys.exit(f"llava_bench: {args.out} is there; give another --out, or remove it")
    bench = Bench(model(args.shape), processor(args.tokenizer))
    bench.write_text(args.out)
    bench.export_graphs(GraphFiles(args.out, dtype, beside=others))
    size = sum(file.stat().st_size for file in args.out.rglob("*") if file.is_file())
    print(f"{args.out}: {size / 1e6:.0f} MB")
    if args.tuned:
        tuned(bench, args.out, args.tuned)


if __name__ == "__main__":
    main()
