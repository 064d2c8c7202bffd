#!/usr/bin/env python3
"""Makes a model bundle from Hugging Face transformers weights, with recorded cases for `vlmstream models verify`."""
import argparse
import json
import sys
from pathlib import Path

from vlmexport.build import AGREEMENT, Mismatch, build
from vlmexport.checkpoints import Trained


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="hub id (org/name) or directory")
    parser.add_argument("--revision", default="main", help="of the hub id: branch, tag or commit")
    parser.add_argument("--out", required=True, help="the bundle's directory; must be empty or not there")
    parser.add_argument("--dtype", default="fp32",
                        help="of the graphs: fp32, fp16, or several: fp32,fp16,int8,q4, each compared with fp32 (default: fp32)")
    parser.add_argument("--projector", metavar="FILE", help="a projector as LLaVA's training writes it (mm_projector.bin), in place of the model's")
    parser.add_argument("--adapter", metavar="DIR", help="a LoRA adapter of PEFT or LLaVA's training, merged into the model")
    parser.add_argument("--checkpoint", metavar="FILE|DIR",
                        help="trained weights, all or whole parts of the model, under LLaVA's, LAVIS's or transformers' names")
    parser.add_argument("--overlay-of", metavar="BUNDLE",
                        help="the model's own bundle: --out then holds the graphs alone that differ from it")
    args = parser.parse_args()
    trained = Trained(args.checkpoint, args.adapter, args.projector)
    try:
        deviations = build(args.model, args.out, args.dtype, args.revision, trained, args.overlay_of)
    except (Mismatch, ValueError, OSError) as problem:
        sys.exit(f"export: {problem}")
    for output, deviation in deviations.items():
        print(f"{output}: {'same' if deviation == 0 else f'off by {deviation:.1e}'}")
    if (Path(args.out) / AGREEMENT).is_file():
        for dtype, agreed in json.loads((Path(args.out) / AGREEMENT).read_text(encoding="utf-8")).items():
            print(f"{dtype}: the same answer in {agreed['same']} of {agreed['answers']} cases")
    print(f"{args.out} is ready; check it anywhere with: vlmstream models verify {args.out}")


if __name__ == "__main__":
    main()
