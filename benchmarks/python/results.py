"""Writes benchmarks/results/*.json into benchmarks/README.md, between its two marks. Run it after benchmarks/run."""

import json
import pathlib
import re

HOME = pathlib.Path(__file__).resolve().parents[2]
PAGE = HOME / "benchmarks" / "README.md"
ORDER = ("preprocess", "embed", "decode", "likelihood", "scoring", "latency", "verdicts", "page", "idle", "gpu")


def cell(side):
    if side is None:
        return "not measured"
    digits = ".0f" if side["median"] >= 1000 else ".1f"
    median, low, high = (format(side[key], digits) for key in ("median", "min", "max"))
    return f"{side['name']}: {median} {side['unit']} ({low}–{high})"


def row(comparison):
    ratio = "–" if comparison["ratio"] is None else format(comparison["ratio"], ".2f")
    mark = {True: " ✓", False: " ✗", None: ""}[comparison["met"]]
    cells = comparison["what"], cell(comparison["ours"]), cell(comparison["yardstick"]), ratio, comparison["goal"] + mark
    return f"| {' | '.join(cells)} |"


def comparisons(results):
    rows = [row(comparison) for result in results for comparison in result["comparisons"]]
    return ["| what | ours | yardstick | ratio | goal |", "|---|---|---|---|---|", *rows]


def tables(results):
    """What is no comparison, as the benchmark printed it."""
    return [line for result in results for table in result.get("tables", []) for line in ("", table.rstrip())]


def main():
    directory = HOME / "benchmarks" / "results"
    files = [file for name in ORDER for pattern in (f"{name}.json", f"{name}-*.json") for file in sorted(directory.glob(pattern))]
    results = [json.loads(file.read_text()) for file in files]
    if not results:
        raise SystemExit("benchmarks/results is empty; run benchmarks/run first")
    machine = results[0]["machine"]
    caption = (
        f"Measured {results[0]['at'][:10]} on {machine['cpu']}, {machine['cores']} cores, {machine['os'].split('-')[0]},"
        f" Java {machine['java']}."
    )
    text = "\n".join(["<!-- results -->", caption, "", *comparisons(results), *tables(results), "<!-- /results -->"])
    page, found = re.subn(r"<!-- results -->.*<!-- /results -->", lambda _: text, PAGE.read_text(), flags=re.DOTALL)
    if not found:
        raise SystemExit(f"{PAGE} lacks the marks <!-- results --> and <!-- /results -->")
    PAGE.write_text(page)
    for result in results:
        print(f"{result['benchmark']}: measured at load {result['loadBefore']:.1f}")


if __name__ == "__main__":
    main()
