"""LLaVA's instruction data among the study's."""
import json

import pytest
import torch
from conftest import recipe

from vlmtrain import instruction
from vlmtrain.data import Example
from vlmtrain.dialog import IGNORED
from vlmtrain.llava import Llava
from vlmtrain.recipes import fit, train
from vlmtrain.sources import mixed, of_dataset, of_run


@pytest.fixture
def file(tmp_path, six):
    """A file of conversations, one about an image, and what `entries` makes of it."""
    def write(*entries):
        (tmp_path / "llava.json").write_text(json.dumps(list(entries)))
        return tmp_path / "llava.json"
    return write


def said(*texts, begins="human"):
    others = {"human": "gpt", "gpt": "human"}
    who = [begins if at % 2 == 0 else others[begins] for at in range(len(texts))]
    return {"conversations": [{"from": each, "value": text} for each, text in zip(who, texts)]}


def test_conversations_are_read_as_llava_reads_them(file, six):
    image = str(six[0].image)
    read = instruction.read(file(
        {"id": "a", "image": image} | said("What is it?\n<image>", "A face.", "Is it sad?", "No."), said("Hello?", "Hi.", "And?"),
        said("I begin.", "Who?", "You.", begins="gpt")))
    assert read == [Example(six[0].image, (("What is it?", "A face."), ("Is it sad?", "No."))), Example(None, (("Hello?", "Hi."),)),
                    Example(None, (("Who?", "You."),))]


@pytest.mark.parametrize("entry, says", [
    ({"id": 7}, "llava.json: entry 0 has no list `conversations`"),
    ({"id": 7} | said("One?"), r"entry 0 \(id 7\) has no answer"),
    ({"id": 7, "image": "no.jpg"} | said("<image>?", "No."), r"\(id 7\): its image 'no.jpg' is no file in .*; --instruction-images"),
    ({"id": 7} | said("<image>?", "No."), r"\(id 7\): <image> stands in the first question, once, where there is an image"),
    ({"id": 7} | said("Which?", "<image>"), "<image> stands in the first question"),
    ({"conversations": [{"from": "human", "value": "a"}] * 2}, "entry 0: two turns of human follow each other"),
    ({"conversations": [{"from": "system", "value": "a"}]}, "entry 0, turn 0 is not {from: human or gpt"),
    ({"conversations": [{"from": "human", "value": "a"}, {"from": "gpt"}]}, "entry 0, turn 1 is not"),
])
def test_what_cannot_be_read_is_refused_with_its_place(file, entry, says):
    with pytest.raises(ValueError, match=says):
        instruction.read(file(entry))


@pytest.mark.parametrize("text", ["[{", "{}", "[]"])
def test_what_is_no_list_is_refused(tmp_path, text):
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(ValueError, match="bad.json is no "):
        instruction.read(tmp_path / "bad.json")


def test_the_answers_alone_are_learnt_in_every_turn(model, six):
    model.begin(six)
    ids, targets = model.dialog.encoded(Example(six[0].image, (("What is it?", "a face"), ("Sad?", "no"))))
    text = model.processor.tokenizer.decode
    learnt = [token for token in targets if token != IGNORED]
    assert text(learnt).replace(" ", "") == "aface</s>no</s>"
    assert all(target in (IGNORED, token) for token, target in zip(ids, targets)) and len(ids) == len(targets)
    whole = text(ids).replace("<image>", "").replace(" ", "")
    assert whole.endswith("USER:\nWhatisit?ASSISTANT:aface</s>USER:Sad?ASSISTANT:no</s>")
    assert ids.count(model.dialog.image_token) == 16


def test_the_loss_is_the_mean_over_the_tokens_of_all_answers(model, six):
    """Of a batch with and without an image, against each conversation alone, token by token."""
    model.begin(six)
    talks = [Example(six[0].image, (("What is it?", "a face"), ("Sad?", "no, it smiles"))), Example(None, (("Hello?", "hi"),))]
    each = []
    for talk in talks:
        ids, targets = model.dialog.encoded(talk)
        logits = model.decoder(inputs_embeds=model.embeds(torch.tensor([ids]), [talk])).logits[0].log_softmax(-1)
        each += [-logits[at - 1, target].item() for at, target in enumerate(targets) if target != IGNORED]
    assert model.loss(talks).item() == pytest.approx(sum(each) / len(each), rel=1e-4)


def test_what_is_too_long_is_cut(model, six):
    model.begin(six)
    long = Example(six[0].image, (("What? " * 1200, "a face"),))
    ids, targets = model.dialog.encoded(long)
    assert len(ids) == model.dialog.longest == 1024 and set(targets) == {IGNORED}
    assert model.loss([long]).item() == 0


def test_text_alone_leaves_the_projector_and_does_not_end_the_training(bundle, six):
    model = Llava(bundle)
    model.begin(six)
    before = model.projector.linear_1.weight.detach().clone()
    losses = []
    fit(model, [Example(None, (("Hello?", "hi"),))], recipe("projector+instruction"), 1, lambda step, loss: losses.append(loss))
    assert losses[0] > 0 and torch.equal(model.projector.linear_1.weight, before)


def test_both_sets_are_shuffled_together_and_learnt(bundle, small, file, six, tmp_path):
    talks = file(*({"image": str(six[at % 6].image)} | said("<image>\nIs it a face?", "It is.", "Sure?", "Yes, I am.") for at in range(9)),
                 *(said(f"What is {at} and 1?", "A sum.") for at in range(9)))
    source, told = mixed(of_dataset(small(), "train", "valid", "What is it?"), talks), []
    examples, _ = source(Llava(bundle))
    kinds = [example.turns[0][0] == "What is it?" for example in examples]
    assert sum(kinds) == len(kinds) - 18 and kinds != sorted(kinds) and kinds != sorted(kinds, reverse=True)
    assert [example.turns for example in examples] == [example.turns for example in source(Llava(bundle))[0]]
    train(bundle, recipe("projector+instruction", epochs=10, learning_rate=2e-3), source, tmp_path / "out", 10,
          report=lambda line, flush: told.append(json.loads(line)))
    assert told[0]["items"] == len(examples) and told[0]["steps"] == 10 * -(-len(examples) // 16)
    # Not by as much as of images: what is said without one is none of the projector's.
    assert told[-1]["loss"] < 0.8 * told[1]["loss"]


def test_a_runs_features_mix_with_conversations_too(bundle, exported, file, six, tmp_path):
    """Of which an image is encoded, and read beside features."""
    talks, told = file({"image": str(six[0].image)} | said("<image>\nIs it a face?", "It is."), said("Hello?", "Hi.")), []
    train(bundle, recipe("projector+instruction", epochs=10, learning_rate=2e-3), mixed(of_run(exported()), talks), tmp_path / "out", 5,
          report=lambda line, flush: told.append(json.loads(line)))
    assert told[0]["items"] == 8 and told[2]["loss"] < told[1]["loss"]
