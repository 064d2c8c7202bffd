"""What is shared with tools/export, which is not installed."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "export"))
from vlmexport.bundle import Base, digest  # noqa: E402
from vlmexport.onnxfiles import write  # noqa: E402

__all__ = ["Base", "digest", "write"]
