"""Makes the small PaliGemma 2 and Gemma 3 of inference's tests, with what transformers answers in golden/.

    python tools/goldens/gemma.py    # torch 2.6.0, transformers 4.51.3, onnxruntime, Pillow

Random weights and a tokenizer of a few hundred words (tools/export/tests/gemma_sources.py), exported by tools/export. The sliding
windows are shorter than a prompt with its image. The pictures are tools/export's, and stay there.
"""
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools/export"), str(ROOT / "tools/export/tests")]

import gemma_sources  # noqa: E402
from vlmexport.build import build  # noqa: E402

MODELS = ROOT / "libs/inference/src/test/resources/models"


def main():
    sources = {"tiny-paligemma2": lambda directory: gemma_sources.paligemma(2, directory, sliding_window=24),
               "tiny-gemma3": gemma_sources.gemma3}
    for name, source in sources.items():
        bundle = MODELS / name
        shutil.rmtree(bundle, ignore_errors=True)
        with tempfile.TemporaryDirectory() as directory:
            print(name, build(str(source(Path(directory) / "source")), bundle))
        shutil.rmtree(bundle / "golden/images")


if __name__ == "__main__":
    main()
