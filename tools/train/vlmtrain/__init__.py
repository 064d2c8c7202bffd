"""Training on bundles, by what their graphs hold or the checkpoint they came from; checkpoints are overlay bundles."""
import sys
from pathlib import Path

# For vlmexport, which is no package that is installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "export"))
