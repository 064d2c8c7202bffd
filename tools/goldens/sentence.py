"""Makes models/tiny-bert of inference's tests: a sentence encoder with random weights and what transformers computes with it.

    python tools/goldens/sentence.py    # tools/export/requirements.txt
"""
import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools/export"), str(ROOT / "tools/export/tests")]

import sources  # noqa: E402
from vlmexport.build import build  # noqa: E402

BUNDLE = ROOT / "libs/inference/src/test/resources/models/tiny-bert"
# Random weights need no trained accuracy, but whole words make texts of like length have unlike tokens.
WORDS = json.loads((ROOT / "demo/data/emoji/emoji_classes.json").read_text(encoding="utf-8"))


def main():
    shutil.rmtree(BUNDLE, ignore_errors=True)
    with tempfile.TemporaryDirectory() as directory:
        source = sources.sentence("mean", Path(directory) / "source", " ".join(WORDS).split())
        for output, deviation in build(str(source), BUNDLE).items():
            print(output, deviation)


if __name__ == "__main__":
    main()
