"""Shows runs in Weights & Biases while they are running: a run there for each run and model, accuracy against items.

    pip install -r requirements-wandb.txt
    python wandb_sink.py localhost:9092 [--project NAME] [--directory DIR] [--once]

WANDB_MODE, WANDB_API_KEY and WANDB_BASE_URL are W&B's own. With WANDB_MODE=offline everything is written below the directory, for
`wandb sync` later. The last point of each curve is noted there, too: stopped at any point and started again, it continues behind it, in a
run of the same id. Run one of it on a directory.
"""
import hashlib
import json
import os
from pathlib import Path

import wandb

from results import follow, options, settings


class Curves:
    def __init__(self, project: str, directory: Path):
        self.project = project
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.notes = directory / "last-points.json"
        self.last = json.loads(self.notes.read_text()) if self.notes.exists() else {}
        self.open = {}

    def take(self, numbers):
        key = hashlib.sha256(f"{numbers.run['run']}/{numbers.model}".encode()).hexdigest()[:32]
        last = self.last.get(key, {"items": -1, "complete": False})
        if last["complete"] or not numbers.is_news(last["items"]) and not numbers.complete:
            return
        if key not in self.open:
            self.open[key] = self.begin(key, numbers)
        if numbers.items > last["items"]:
            self.open[key].log({"items": numbers.items, **numbers.values}, step=numbers.items)
        if numbers.complete:
            self.open.pop(key).finish()
        self.note(key, numbers)

    def begin(self, key, numbers):
        # One process has many: each is a run of its own.
        return wandb.init(
            project=self.project, id=key, name=f"{numbers.model} {numbers.run['run']}", resume="allow", reinit="create_new",
            dir=str(self.directory), group=numbers.run["run"], tags=[numbers.run["task"], numbers.model],
            config=numbers.parameters() | numbers.tags(), settings=wandb.Settings(console="off", silent=True))

    def note(self, key, numbers):
        """After the point: W&B drops one that comes again, of a step it has."""
        self.last[key] = {"items": numbers.items, "complete": numbers.complete}
        part = self.notes.with_suffix(".part")
        part.write_text(json.dumps(self.last))
        os.replace(part, self.notes)

    def close(self):
        for run in self.open.values():
            run.finish()


def main():
    parser = options(__doc__)
    parser.add_argument("--project", default="vlmstream")
    parser.add_argument("--directory", type=Path, default=Path("wandb-results"))
    given = parser.parse_args()
    curves = Curves(given.project, given.directory)
    try:
        for numbers in follow(settings(given), given.topic_prefix, given.once):
            curves.take(numbers)
    finally:
        curves.close()


if __name__ == "__main__":
    main()
