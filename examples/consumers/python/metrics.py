"""Follows the topic `metrics` and prints each run's accuracies as they change.

    pip install -r requirements.txt
    python metrics.py localhost:9092 [--once]

Everything it knows of the format is in docs/topics.md.
"""
import argparse

from tables import Table


def add_up(snapshots):
    """The sum over partitions: outcomes, and n and correct of each rule."""
    total = {"answered": 0, "unparsed": 0, "refused": 0, "failed": 0, "rules": {}}
    for snapshot in snapshots:
        for outcome in ("answered", "unparsed", "refused", "failed"):
            total[outcome] += snapshot[outcome]
        for rule, count in snapshot["rules"].items():
            n, correct = total["rules"].get(rule, (0, 0))
            total["rules"][rule] = (n + count["n"], correct + count["correct"])
    return total


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bootstrap", help="HOST:PORT of a broker")
    options.add_argument("--once", action="store_true", help="end at what is the end now")
    given = options.parse_args()
    table = Table({"bootstrap.servers": given.bootstrap}, "metrics", "MetricSnapshot")
    while not (given.once and table.is_read()):
        changed = table.update(0.5)
        if not given.once:
            show(table.rows, {pair(table.rows[key]) for key in changed & table.rows.keys()})
    if given.once:
        show(table.rows, {pair(snapshot) for snapshot in table.rows.values()})


def pair(snapshot):
    return snapshot["run"], snapshot["model"]


def show(rows, pairs):
    for run, model in sorted(pairs):
        total = add_up(snapshot for snapshot in rows.values() if pair(snapshot) == (run, model))
        rules = ", ".join(f"{rule} {right}/{n}" for rule, (n, right) in sorted(total["rules"].items()))
        print(f"{run} {model}: {total['answered']} answered, {total['failed']} failed; {rules}", flush=True)


if __name__ == "__main__":
    main()
