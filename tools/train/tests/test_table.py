"""The recipes as the README, the help and the study have them."""
import subprocess
import sys

import pytest
from conftest import ROOT

from vlmtrain import table


def refused(*arguments):
    done = subprocess.run([sys.executable, str(ROOT / "train.py"), *arguments, "--bundle", "none", "--out", "none"],
                          capture_output=True, text=True)
    assert done.returncode == 1
    return done.stderr


def test_the_readme_has_the_table():
    assert "\n".join(table.markdown()) in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_help_has_the_table():
    said = subprocess.run([sys.executable, str(ROOT / "train.py"), "--help"], capture_output=True, text=True, check=True).stdout
    assert all(line in said for line in table.markdown())


@pytest.mark.parametrize("arguments, says", [
    ("polish --data a", "train: polish is no recipe; there are projector, captions"),
    ("clip-linear --data a", "train: clip-linear needs no training here: `vlmstream push DATA --split train --task zero-shot"),
    ("projector --data a --caption text", "train: projector learns the label, it has no use for --caption"),
    ("captions --run-features a.npy", "train: captions are in no run's features; give the dataset"),
    ("captions --data a --instruction b", "captions has no use for --instruction; the recipe projector+instruction has"),
    ("projector+instruction --data a", "needs --instruction FILE.json"),
    ("projector --data a --instruction-images b", "are, which is not given"),
    ("projector --data a --projector-rate 1e-3", "projector trains the projector alone; give its rate with --learning-rate"),
    ("qformer --data a", "qformer needs --checkpoint DIR"),
    ("qformer --run-features a.npy --checkpoint b", "in no run's features; give the dataset with --data"),
    ("projector --data a --checkpoint b", "projector has no use for --checkpoint"),
    ("projector --run-features a.npy --question Who?", "leave out --question, or give --data"),
])
def test_what_does_not_go_together_is_refused_with_the_cure(arguments, says):
    assert says in refused(*arguments.split())
