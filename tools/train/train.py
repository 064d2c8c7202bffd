#!/usr/bin/env python3
"""Trains a part of a model bundle by one of the study's recipes; checkpoints are overlay bundles."""
import argparse
import dataclasses
import os
import sys
import threading

from vlmtrain import table


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog="\n".join(["The recipes with the study's settings, which are the defaults:", *table.markdown()]))
    parser.add_argument("recipe", metavar="RECIPE", help=", ".join(table.RECIPES))
    parser.add_argument("--bundle", required=True, help="the base: a LLaVA bundle with a Llama for a decoder, in fp32; of qformer a BLIP-2's")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", help="a dataset in the study's form: lines of image, label, split")
    source.add_argument("--run-features", metavar="FILE.npy", help="or a run's features, which need no images: "
                        "what `vlmstream export RUN --features projector_input --format npy` wrote; trains the run's prompt")
    parser.add_argument("--split", default="train", help="what of --data is trained on (default: train)")
    parser.add_argument("--held-out", default="valid", help="what of --data checkpoints are judged on, none: nothing (default: valid)")
    parser.add_argument("--caption", metavar="FIELD", help="captions: the field of --data that has them (default: caption)")
    parser.add_argument("--instruction", metavar="FILE.json",
                        help="projector+instruction: conversations in LLaVA's form, shuffled among the rest")
    parser.add_argument("--instruction-images", metavar="DIR", help="where the images of these are (default: where FILE.json is)")
    parser.add_argument("--checkpoint", metavar="DIR", help="qformer: the BLIP-2 of transformers that --bundle was exported from")
    parser.add_argument("--out", required=True, help="directory of the checkpoints; must be empty or not there")
    parser.add_argument("--name", default="checkpoint", help="checkpoints are called NAME-STEP (default: %(default)s)")
    parser.add_argument("--question", help=f"with --data (default: {table.QUESTION} Of qformer: a photo of)")
    parser.add_argument("--epochs", type=positive)
    parser.add_argument("--batch", type=positive, help="examples at once; the study's is that on each of four GPUs")
    parser.add_argument("--accumulate", type=positive, metavar="N", help="batches that make one step")
    parser.add_argument("--learning-rate", type=float, help="small models take more than the study's")
    parser.add_argument("--projector-rate", type=float, help="lora: the projector's learning rate")
    parser.add_argument("--warm-up", type=positive, metavar="STEPS", help="of the learning rate (default: 3 %% of all; of qformer: 1000)")
    parser.add_argument("--every", type=positive, default=100, metavar="STEPS", help="between checkpoints (default: 100)")
    parser.add_argument("--exit-with-parent", action="store_true", help="end when standard input does, so when its parent has ended")
    return parser.parse_args()


def positive(text):
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def main():
    args = arguments()
    if args.exit_with_parent:
        threading.Thread(target=exit_at_end, daemon=True).start()
    try:
        recipe = settings(args)
        # Only now: torch and transformers take seconds to load.
        from vlmtrain.recipes import train
        train(args.bundle, recipe, source_of(args, recipe), args.out, args.every, args.name, args.checkpoint)
    except (ValueError, OSError) as problem:
        sys.exit(f"train: {problem}")


def settings(args):
    """The recipe with what was given in place of the study's settings; ValueError if it has no use for an option."""
    recipe = table.named(args.recipe)
    if args.caption and recipe.name != "captions":
        raise ValueError(f"{recipe.name} learns {recipe.learns}, it has no use for --caption; the recipe captions has")
    if args.projector_rate and not recipe.lora:
        raise ValueError(f"{recipe.name} trains the projector alone; give its rate with --learning-rate")
    if args.instruction and recipe.name != "projector+instruction":
        raise ValueError(f"{recipe.name} has no use for --instruction; the recipe projector+instruction has")
    if recipe.name == "projector+instruction" and not args.instruction:
        raise ValueError("projector+instruction needs --instruction FILE.json, conversations in LLaVA's form; without them it is projector")
    if args.instruction_images and not args.instruction:
        raise ValueError("--instruction-images says where the images of --instruction are, which is not given")
    if recipe.qformer and not args.checkpoint:
        raise ValueError("qformer needs --checkpoint DIR, the BLIP-2 of transformers that --bundle was exported from")
    if args.checkpoint and not recipe.qformer:
        raise ValueError(f"{recipe.name} has no use for --checkpoint: it reads the weights out of --bundle")
    if args.run_features and recipe.qformer:
        raise ValueError("what the Q-Former reads is in no run's features; give the dataset with --data")
    if args.run_features and recipe.name == "captions":
        raise ValueError("captions are in no run's features; give the dataset that has them with --data")
    if args.run_features and args.question:
        raise ValueError("--run-features trains the prompt that the run was asked with; leave out --question, or give --data")
    given = {field.name: value for field in dataclasses.fields(recipe) if (value := vars(args).get(field.name)) is not None}
    return dataclasses.replace(recipe, **given | {"name": recipe.name})


def source_of(args, recipe):
    from vlmtrain import sources
    source = sources.of_run(args.run_features) if args.run_features else dataset_of(args, recipe, sources)
    return sources.mixed(source, args.instruction, args.instruction_images) if args.instruction else source


def dataset_of(args, recipe, sources):
    held_out = None if args.held_out == "none" else args.held_out
    field = args.caption or "caption" if recipe.name == "captions" else "label"
    return sources.of_dataset(args.data, args.split, held_out, recipe.question, field)


def exit_at_end():
    # Not through sys.stdin, whose lock Python wants at its own end.
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
