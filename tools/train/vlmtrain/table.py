"""The study's recipes and their settings."""
from dataclasses import dataclass

QUESTION = "What type of object is in the photo?"


@dataclass(frozen=True)
class Recipe:
    """What is trained and how. `batch` is what goes through the model at once, `accumulate` this many of these make a step."""

    name: str
    trained: str
    learns: str
    learning_rate: float
    epochs: int
    batch: int
    accumulate: int = 1
    # LoRA in the language model, whose rate is learning_rate; the projector then has its own.
    lora: bool = False
    projector_rate: float | None = None
    # BLIP-2's Q-Former, from a checkpoint of transformers'.
    qformer: bool = False
    # Steps of linear warm-up; None: 3 % of all.
    warm_up: int | None = None
    weight_decay: float = 0.0
    question: str = QUESTION
    # How a held-out answer is judged against the label: `exact`, or `inclusion`, both lower-cased; and how long it may get.
    judged: str = "exact"
    longest_answer: int = 24


RECIPES = {recipe.name: recipe for recipe in (
    Recipe("projector", "the projector", "the label", 2e-5, 50, 32),
    Recipe("captions", "the projector", "a caption", 2e-5, 50, 64, judged="inclusion", longest_answer=64),
    Recipe("projector+instruction", "the projector", "the label; all answers of --instruction", 2e-5, 1, 8, accumulate=2),
    Recipe("lora", "LoRA in the language model, and the projector", "the label", 2e-4, 50, 32, lora=True, projector_rate=2e-5),
    Recipe("qformer", "BLIP-2's Q-Former", "the label", 2e-5, 100, 32, qformer=True, warm_up=1000, weight_decay=0.05,
           question="a photo of "),
)}
# What the study trained, too, and is had another way.
ELSEWHERE = {
    "clip-linear": "clip-linear needs no training here: `vlmstream push DATA --split train --task zero-shot --models clip --run TRAIN`, "
                   "the same of the other split as RUN, then `vlmstream probe RUN --train-run TRAIN --features image_embeds --epochs 300` (40 for "
                   "ImageNet); --publish makes its answers a run",
}


def markdown():
    """The table of README.md, by line."""
    yield "| recipe | trained | answer | rate | projector's | warm-up | weight decay | epochs | batch | accumulated | judged by |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for recipe in RECIPES.values():
        yield "| " + " | ".join([
            f"`{recipe.name}`", recipe.trained, recipe.learns, _rate(recipe.learning_rate),
            _rate(recipe.projector_rate or recipe.learning_rate),
            f"{recipe.warm_up:,} steps" if recipe.warm_up else "3 %", f"{recipe.weight_decay:g}",
            str(recipe.epochs), str(recipe.batch), str(recipe.accumulate), recipe.judged]) + " |"


def _rate(rate):
    return f"{rate:.0e}".replace("e-0", "e-")


def named(name):
    """The recipe of that name; ValueError with the fix if there is none."""
    if name in ELSEWHERE:
        raise ValueError(ELSEWHERE[name])
    if name not in RECIPES:
        raise ValueError(f"{name} is no recipe; there are {', '.join(RECIPES)}")
    return RECIPES[name]
