"""The command as the demo starts it."""
import subprocess
import sys

from conftest import ROOT


def train(*arguments, **how):
    return subprocess.Popen([sys.executable, str(ROOT / "train.py"), "projector", *arguments, "--exit-with-parent"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def test_it_ends_when_its_standard_input_does(bundle, dataset, tmp_path):
    process = train("--bundle", str(bundle), "--data", str(dataset), "--held-out", "none", "--out", str(tmp_path / "out"),
                    "--epochs", "1000")
    assert process.stdout.readline().startswith('{"step": 0, "steps": 19000')
    process.stdin.close()
    assert process.wait() == 1


def test_its_own_end_does_not_wait_for_the_parent(bundle, dataset, tmp_path):
    process = train("--bundle", str(bundle), "--data", str(dataset), "--held-out", "none", "--split", "none", "--out", str(tmp_path))
    assert process.wait() == 1
    assert process.stderr.read().splitlines()[-1].startswith("train: ")
    process.stdin.close()
