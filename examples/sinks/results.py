"""The numbers of runs as they grow, from the topics `runs` and `metrics`."""
import argparse
import math
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "consumers/python"))

from tables import Table  # noqa: E402

POINTS = 200
Z = 1.959963984540054


@dataclass
class Numbers:
    """A model's numbers in a run, after this many items."""

    run: dict  # the manifest
    model: str
    digest: str
    items: int  # that something became of: answered, unparsed, refused or failed
    at: int  # milliseconds since the epoch
    values: dict  # by name
    complete: bool

    def is_news(self, last: int) -> bool:
        """Whether they are a point of the curve behind that of `last` items: a curve has some two hundred."""
        return self.items > last and (self.complete or last < 0 or self.items >= last + max(1, (self.run["items"] or 0) // POINTS))

    def parameters(self) -> dict:
        """What made them, from the manifest: each setting that is not empty, and no list of classes."""
        left_out = {"run", "classes", "models", "createdAt", "closedAt", "deletedAt", "archived", "tags", "synonyms", "frequencies"}
        given = {name: value for name, value in self.run.items() if name not in left_out and value not in (None, "", [], {}, False)}
        return given | {"classes": len(self.run["classes"]), "model": self.model, "modelDigest": self.digest}

    def tags(self) -> dict:
        return {"vlmstream.run": self.run["run"], "vlmstream.model": self.model, **self.run["tags"]}


def wilson(correct, n):
    """Wilson's 95 % interval."""
    share, spread = correct / n, Z * math.sqrt(correct / n * (1 - correct / n) / n + Z * Z / (4 * n * n))
    middle, scale = share + Z * Z / (2 * n), 1 + Z * Z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def add_up(run, model, snapshots) -> Numbers:
    """The sums over partitions as docs/topics.md has them."""
    values = {outcome: sum(s[outcome] for s in snapshots) for outcome in ("answered", "unparsed", "refused", "failed")}
    items = sum(values.values())
    primary = next((s["primaryRule"] for s in snapshots if s["primaryRule"]), None)
    for rule in sorted({rule for s in snapshots for rule in s["rules"]}):
        counts = [s["rules"][rule] for s in snapshots if rule in s["rules"]]
        n, correct = sum(c["n"] for c in counts), sum(c["correct"] for c in counts)
        if n == 0:
            continue
        graded = any(c["grades"] for c in counts)
        values[rule] = sum(c["grades"]["sum"] for c in counts if c["grades"]) / 1e9 / n if graded else correct / n
        if rule == primary:
            values["accuracy"] = values[rule]
        if rule == primary and not graded:
            values["accuracy_low"], values["accuracy_high"] = wilson(correct, n)
    for name in sorted({name for s in snapshots for name in s["sums"]}):
        total = sum(s["sums"].get(name, 0) for s in snapshots)
        # Local models cost nothing, which is no curve.
        if name != "microCost":
            values[name] = total
        elif total:
            values["cost_usd"] = total / 1e6
    return Numbers(run, model, next((s["modelDigest"] for s in snapshots if s["modelDigest"]), ""), items,
                   max(s["updatedAt"] for s in snapshots), values, run["items"] is not None and items >= run["items"])


def follow(settings, prefix, once):
    """Yields the numbers of a run and model whenever they have changed, from the beginning of the topics on."""
    runs, metrics = Table(settings, prefix + "runs", "RunManifest"), Table(settings, prefix + "metrics", "MetricSnapshot")
    while True:
        # Few at a time: what was there before has a curve, too.
        changed = metrics.take(10, 0.5)
        waiting = {(s["run"], s["model"]) for key in changed if (s := metrics.rows.get(key))}
        # A count that is known later makes a run complete without a further snapshot.
        for run in runs.update():
            waiting |= {(s["run"], s["model"]) for s in metrics.rows.values() if s["run"] == run}
        for run, model in sorted(waiting):
            snapshots = [s for s in metrics.rows.values() if (s["run"], s["model"]) == (run, model)]
            manifest = runs.rows.get(run)
            if manifest and not manifest["deletedAt"]:
                yield add_up(manifest, model, snapshots)
        if once and metrics.is_read():
            return


def options(description):
    """What every sink takes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bootstrap", help="Kafka's address, as ./vlmstream status says it")
    parser.add_argument("--once", action="store_true", help="end at what is there now")
    parser.add_argument("--topic-prefix", default="")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of librdkafka's")
    return parser


def settings(given) -> dict:
    return {"bootstrap.servers": given.bootstrap, **dict(setting.split("=", 1) for setting in given.set)}
