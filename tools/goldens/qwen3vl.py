"""Makes tiny-qwen3-vl, a Qwen3-VL with random weights, by tools/export, with what transformers answers and sees.

    python tools/goldens/qwen3vl.py    # torch 2.6.0, transformers 5.24.0, torchvision, onnxruntime, Pillow

Reads the tokenizer of tiny-qwen2.5-vl below libs/inference/src/test/resources/models and tiny-qwen3-vl/chat_template.jinja there, and
writes the rest of tiny-qwen3-vl, and golden/tiny-qwen3-vl without the pictures, which are tools/export/images. Weights are
ones that float16 holds, so that the files are half as large.
"""
import shutil
import sys
import tempfile
from pathlib import Path

from transformers import Qwen3VLForConditionalGeneration

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "libs" / "inference" / "src" / "test" / "resources"
NAME = "tiny-qwen3-vl"
sys.path[:0] = [str(ROOT / "tools" / "export"), str(ROOT / "tools" / "export" / "tests")]

import sources  # noqa: E402
from vlmexport.build import build  # noqa: E402
from vlmexport.precision import round_to_half  # noqa: E402


def main():
    bundle, golden = RESOURCES / "models" / NAME, RESOURCES / "golden" / NAME
    template = (bundle / "chat_template.jinja").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as directory:
        source = sources.qwen3_vl(RESOURCES / "models" / "tiny-qwen2.5-vl", Path(directory) / "source", template)
        model = Qwen3VLForConditionalGeneration.from_pretrained(source)
        round_to_half(model)
        model.save_pretrained(source)
        made = Path(directory) / "made"
        print(build(str(source), made))
        assert (made / "chat_template.jinja").read_text(encoding="utf-8") == template
        shutil.rmtree(made / "golden" / "images")
        for to, of in ((golden, made / "golden"), (bundle, made)):
            shutil.rmtree(to, ignore_errors=True)
            shutil.move(of, to)


if __name__ == "__main__":
    main()
