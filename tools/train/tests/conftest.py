"""Where the modules and the demo's bundles are."""
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
DEMO = ROOT.parents[1] / "demo"


@pytest.fixture(scope="session")
def bundle():
    return DEMO / "models/emoji-vlm"


@pytest.fixture(scope="session")
def dataset():
    return DEMO / "data/emoji/emoji.jsonl"
