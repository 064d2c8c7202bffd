"""What a recipe trains on, as functions of the model, which takes long to load: what can be read without it is read before."""
from pathlib import Path

from vlmexport.bundle import digest

from . import data, instruction


def of_dataset(file, split, held_out, question, field="label"):
    """A split of a dataset in the study's form, its answers in `field`; `held_out` is another of its splits, or None."""
    examples = [example for example, _ in data.read(Path(file), split, question, field)]
    judged = data.read(Path(file), held_out, question) if held_out else None
    return lambda model: (examples, judged)


def of_run(file):
    """A run's features, without an image; checkpoints are judged where they are served."""
    return lambda model: (data.read_run(Path(file), digest(model.base.directory)), None)


def mixed(source, file, images=None):
    """`source` with the conversations of instruction data, shuffled together."""
    conversations = instruction.read(file, images)

    def both(model):
        examples, judged = source(model)
        return data.shuffled(examples + conversations), judged
    return both
