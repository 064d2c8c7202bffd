#!/usr/bin/env python3
"""Trains a part of a model bundle by one of the study's recipes; checkpoints are overlay bundles."""
import argparse
import os
import sys
import threading

from vlmtrain.recipes import QUESTION, of_dataset, of_run, projector


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", choices=("projector",), help="what is trained")
    parser.add_argument("--bundle", required=True, help="the base: a LLaVA bundle with a Llama for a decoder, in fp32")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", help="a dataset in the study's form: lines of image, label, split")
    source.add_argument("--run-features", metavar="FILE.npy", help="or a run's features, which need no images: "
                        "what `vlmstream export RUN --features projector_input --format npy` wrote; trains the run's prompt")
    parser.add_argument("--split", default="train", help="what of --data is trained on (default: train)")
    parser.add_argument("--held-out", default="valid", help="what of --data checkpoints are judged on, none: nothing (default: valid)")
    parser.add_argument("--out", required=True, help="directory of the checkpoints; must be empty or not there")
    parser.add_argument("--name", default="checkpoint", help="checkpoints are called NAME-STEP (default: %(default)s)")
    parser.add_argument("--question", default=QUESTION, help="with --data (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=50, help="default: the study's 50")
    parser.add_argument("--batch", type=int, default=32, help="default: 32; the study's is 32 on each of four GPUs")
    parser.add_argument("--learning-rate", type=float, default=2e-5, help="default: the study's 2e-5; small models take more")
    parser.add_argument("--every", type=int, default=100, metavar="STEPS", help="between checkpoints (default: 100)")
    parser.add_argument("--exit-with-parent", action="store_true", help="end when standard input does, so when its parent has ended")
    args = parser.parse_args()
    if args.exit_with_parent:
        threading.Thread(target=exit_at_end, daemon=True).start()
    try:
        held_out = None if args.held_out == "none" else args.held_out
        source = of_run(args.run_features) if args.run_features else of_dataset(args.data, args.split, held_out)
        projector(args.bundle, source, args.out, args.epochs, args.batch, args.learning_rate, args.every, args.name, args.question)
    except (ValueError, OSError) as problem:
        sys.exit(f"train: {problem}")


def exit_at_end():
    # Not through sys.stdin, whose lock Python wants at its own end.
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
