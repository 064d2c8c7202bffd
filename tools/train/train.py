#!/usr/bin/env python3
"""Trains a part of a model bundle by one of the study's recipes; checkpoints are overlay bundles."""
import argparse
import sys

from vlmtrain.recipes import QUESTION, projector


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", choices=("projector",), help="what is trained")
    parser.add_argument("--bundle", required=True, help="the base: a LLaVA bundle with a Llama for a decoder, in fp32")
    parser.add_argument("--data", required=True, help="a dataset in the study's form: lines of image, label, split")
    parser.add_argument("--split", default="train", help="what is trained on (default: train)")
    parser.add_argument("--held-out", default="valid", help="what checkpoints are judged on, none: nothing (default: valid)")
    parser.add_argument("--out", required=True, help="directory of the checkpoints; must be empty or not there")
    parser.add_argument("--question", default=QUESTION, help="default: %(default)s")
    parser.add_argument("--epochs", type=int, default=50, help="default: the study's 50")
    parser.add_argument("--batch", type=int, default=32, help="default: 32; the study's is 32 on each of four GPUs")
    parser.add_argument("--learning-rate", type=float, default=2e-5, help="default: the study's 2e-5; small models take more")
    parser.add_argument("--every", type=int, default=100, metavar="STEPS", help="between checkpoints (default: 100)")
    args = parser.parse_args()
    try:
        projector(args.bundle, args.data, args.split, None if args.held_out == "none" else args.held_out, args.out,
                  args.epochs, args.batch, args.learning_rate, args.every, args.question)
    except (ValueError, OSError) as problem:
        sys.exit(f"train: {problem}")


if __name__ == "__main__":
    main()
