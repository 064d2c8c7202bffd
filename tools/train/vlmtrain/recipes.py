"""Training by a recipe: from its data to its checkpoints."""
import json
import math
from pathlib import Path

import torch

from . import data
from .llava import Llava

WARM_UP = 0.03


def train(bundle, recipe, source, out, every=100, name="checkpoint", checkpoint_of=None, report=print):
    """Trains a bundle, which was made of the model `checkpoint_of` where the recipe needs that; reports each checkpoint as a line
    of JSON: step, loss, the overlay's directory, accuracy if something is held out.

    `source(model)` gives the examples that are trained on, and (example, label) of what is held out or None.
    """
    out = Path(out)
    if out.exists() and any(out.iterdir()):
        raise ValueError(f"{out} is not empty; give another --out, or remove it")
    model = opened(Path(bundle), recipe, checkpoint_of)
    examples, judged = source(model)
    model.begin(examples)
    if recipe.epochs > 1:
        model.images.keep(example.image for example in examples)
    model.images.keep(example.image for example, _ in judged or ())

    def checkpoint(step, loss):
        line = {"step": step, "loss": round(loss, 4), "bundle": str(model.write(out / f"{name}-{step:06d}"))}
        report(json.dumps(line | scored()), flush=True)

    def scored():
        return {"accuracy": round(accuracy(model, judged, recipe), 4)} if judged else {}

    report(json.dumps({"step": 0, "steps": steps(examples, recipe), "items": len(examples)} | scored()), flush=True)
    fit(model, examples, recipe, every, checkpoint)


def opened(bundle, recipe, checkpoint_of):
    if recipe.qformer:
        # It needs the families of tools/export, which others do not.
        from .blip import Blip
        return Blip(bundle, Path(checkpoint_of))
    return Llava(bundle, recipe.lora)


def steps(examples, recipe):
    return recipe.epochs * math.ceil(len(examples) / (recipe.batch * recipe.accumulate))


def fit(model, examples, recipe, every, checkpoint):
    """Cosine schedule after a linear warm-up; `checkpoint(step, loss)` every N steps and at the end."""
    generator, total = torch.Generator().manual_seed(data.SEED), steps(examples, recipe)
    warm = recipe.warm_up or max(1, int(WARM_UP * total))
    optimiser = torch.optim.AdamW(model.parameters(recipe), weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(
        (step + 1) / warm, 0.5 * (1 + math.cos(math.pi * max(0, step - warm) / max(1, total - warm)))))
    step, summed, since = 0, 0.0, 0
    for _ in range(recipe.epochs):
        for rows in torch.randperm(len(examples), generator=generator).split(recipe.batch * recipe.accumulate):
            model.learning(True)
            optimiser.zero_grad()
            parts = rows.split(recipe.batch)
            for part in parts:
                loss = model.loss([examples[row] for row in part]) / len(parts)
                loss.backward()
                summed += loss.item()
            optimiser.step()
            schedule.step()
            model.learning(False)
            step, since = step + 1, since + 1
            if step % every == 0 or step == total:
                checkpoint(step, summed / since)
                summed, since = 0.0, 0


def accuracy(model, judged, recipe):
    """Of greedy answers: the label alone, as the study evaluates, or the label somewhere in them; both lower-cased."""
    said = model.answers([example for example, _ in judged], recipe.longest_answer)
    right = {"exact": lambda text, label: text == label, "inclusion": lambda text, label: label in text}[recipe.judged]
    return sum(right(text.strip().lower(), label.strip().lower()) for text, (_, label) in zip(said, judged)) / len(judged)
