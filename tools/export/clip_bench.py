#!/usr/bin/env python3
"""A bundle of the shape of CLIP ViT-B/32 with random weights, for benchmarks on the CPU (605 MB in fp32).

The same weights every time.
"""
import argparse
import sys
from pathlib import Path

import torch
from transformers import AutoTokenizer, CLIPConfig, CLIPImageProcessor, CLIPModel

from vlmexport.build import dtypes
from vlmexport.families.clip import Clip
from vlmexport.onnxfiles import GraphFiles
from vlmexport.precision import as_dtype
from vlmexport.quantized import DTYPES


class Bench(Clip):
    """The export of a model that was not read from files."""

    def __init__(self, tokenizer):
        torch.manual_seed(1)
        # Its defaults are those of ViT-B/32.
        self.model = CLIPModel(CLIPConfig(attn_implementation="eager")).eval()
        self.image_processor, self.tokenizer = CLIPImageProcessor(), AutoTokenizer.from_pretrained(tokenizer)


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=Path, help="the bundle's directory; must not be there")
    parser.add_argument("--tokenizer", required=True, type=Path,
                        help="a directory with CLIP's tokenizer, such as models/tiny/tiny-clip")
    parser.add_argument("--dtype", default="fp32", help="of the graphs, as export.py: fp32,fp16,int8,q4 (default: fp32)")
    args = parser.parse_args()
    first, *others = dtypes(args.dtype)
    if args.out.exists():
        sys.exit(f"clip_bench: {args.out} is there; give another --out, or remove it")
    args.out.mkdir(parents=True)
    bench = Bench(args.tokenizer)
    bench.write_text(args.out)
    files = GraphFiles(args.out, first, beside=[other for other in others if other in DTYPES])
    for made in (files, *(files.of(other) for other in others if other not in DTYPES)):
        with as_dtype(bench.model, made.torch_dtype):
            bench.export_graphs(made)
    size = sum(file.stat().st_size for file in args.out.rglob("*") if file.is_file())
    print(f"{args.out}: {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
