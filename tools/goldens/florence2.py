"""Makes the tests' Florence-2 with random weights, and records what transformers computes with it.

    python tools/goldens/florence2.py --bundle libs/inference/src/test/resources/models/tiny-florence2 \
        --golden libs/inference/src/test/resources/golden/tiny-florence2

Made with transformers 5.24.0, torch 2.6 and tools/export; both directories must be new. The pictures stay tools/export's.
"""
import argparse
import shutil
import sys
import tempfile
from pathlib import Path

EXPORT = Path(__file__).resolve().parents[1] / "export"
sys.path[:0] = [str(EXPORT), str(EXPORT / "tests")]

import sources  # noqa: E402
from vlmexport.build import build  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--golden", type=Path, required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        source, bundle = Path(directory) / "source", Path(directory) / "bundle"
        print(build(str(sources.florence2(source)), bundle))
        shutil.rmtree(bundle / "golden/images")
        shutil.move(bundle / "golden", args.golden)
        shutil.move(bundle, args.bundle)


if __name__ == "__main__":
    main()
