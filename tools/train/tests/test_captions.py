"""Captions in the place of labels."""
import json

import pytest
from conftest import recipe

from vlmtrain.recipes import accuracy, train
from vlmtrain.sources import of_dataset


def test_captions_are_learnt_and_judged_by_the_label_in_them(bundle, small, tmp_path):
    told = []
    train(bundle, recipe("captions", epochs=16, batch=16, learning_rate=2e-3),
          of_dataset(small(), "train", "valid", "Describe it.", "caption"),
          tmp_path / "out", 8, report=lambda line, flush: told.append(json.loads(line)))
    assert told[-1]["loss"] < 0.7 * told[1]["loss"] and "accuracy" in told[-1]


def test_the_label_counts_wherever_it_stands(monkeypatch):
    class Said:
        def answers(self, examples, longest):
            assert longest == recipe("captions").longest_answer
            return ["A Grinning Face on white.", "a cat"]
    judged = [(None, "grinning face"), (None, "dog")]
    assert accuracy(Said(), judged, recipe("captions")) == 0.5
    assert accuracy(Said(), judged, recipe("captions", judged="exact")) == 0


def test_the_field_can_be_named(small, model):
    examples, judged = of_dataset(small(note="It smiles."), "train", None, "Describe it.", "note")(model)
    assert {example.turns for example in examples} == {(("Describe it.", "It smiles."),)} and judged is None
    with pytest.raises(ValueError, match="small.jsonl:[0-9]+ has no story, but .*caption.*; --caption names another field"):
        of_dataset(small(), "train", None, "?", "story")(model)
