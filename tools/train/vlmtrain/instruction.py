"""Instruction data in LLaVA's form: [{id, image?, conversations: [{from, value}, …]}, …]."""
import json
from pathlib import Path

from .data import Example

IMAGE = "<image>"


def read(file, images=None):
    """The conversations of a file, in its order; `images`: the directory that their images are in, else the file's own.

    As LLaVA's training reads them: a turn of the model's before the first question is left out, and so is a last question
    without an answer; wherever the image is named in the first question, it comes first.
    """
    file = Path(file)
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        raise ValueError(f"{file} is no JSON: {problem}") from problem
    if not isinstance(entries, list) or not entries:
        raise ValueError(f"{file} is no list of conversations as LLaVA's, [{{id, image, conversations: [{{from, value}}]}}]")
    root = Path(images) if images else file.parent
    return [_example(entry, root, f"{file}: entry {at}") for at, entry in enumerate(entries)]


def _example(entry, root, place):
    if not isinstance(entry, dict) or not isinstance(entry.get("conversations"), list):
        raise ValueError(f"{place} has no list `conversations`")
    place += f" (id {entry['id']})" if "id" in entry else ""
    image = entry.get("image")
    if image is not None and not (isinstance(image, str) and (root / image).is_file()):
        raise ValueError(f"{place}: its image {image!r} is no file in {root}; --instruction-images names the directory they are in")
    said = [_said(turn, f"{place}, turn {at}") for at, turn in enumerate(entry["conversations"])]
    if said and said[0][0] == "gpt":
        said = said[1:]
    for at, (who, _) in enumerate(said):
        if who != ("human", "gpt")[at % 2]:
            raise ValueError(f"{place}: two turns of {who} follow each other; human and gpt take turns, human first")
    if len(said) < 2:
        raise ValueError(f"{place} has no answer of gpt to a question of human")
    questions, answers = [text for _, text in said[::2]][:len(said) // 2], [text for _, text in said[1::2]]
    if [text.count(IMAGE) for text in questions] != [int(image is not None)] + [0] * (len(questions) - 1) or any(
            IMAGE in answer for answer in answers):
        raise ValueError(f"{place}: {IMAGE} stands in the first question, once, where there is an image, and nowhere else")
    questions[0] = questions[0].replace(IMAGE, "").strip()
    return Example(None if image is None else root / image, tuple(zip(questions, answers)))


def _said(turn, place):
    who, text = (turn.get("from"), turn.get("value")) if isinstance(turn, dict) else (None, None)
    if who not in ("human", "gpt") or not isinstance(text, str) or not text.strip():
        raise ValueError(f"{place} is not {{from: human or gpt, value: what was said}}")
    return who, text
