"""Sources to export: the architectures of small bundles with new random weights."""
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))


def shared():
    """The directory with models/tiny: VLMSTREAM_SHARED, or `shared` beside the repository."""
    return Path(os.environ.get("VLMSTREAM_SHARED", ROOT.parents[2] / "shared"))


@pytest.fixture(scope="session")
def tiny_bundle():
    """Name -> directory of a small bundle, whose configuration and tokenizer a test uses."""
    def find(name):
        directory = shared() / "models" / "tiny" / name
        if not directory.is_dir():
            pytest.skip(f"{directory} is not there; its tokenizer is needed: set VLMSTREAM_SHARED")
        return directory
    return find
