"""Records what the steps of the study that make ImageWikiQA give in CPython, for scripted replies.

    python tools/goldens/wikiqa.py libs/evaluation/src/test/resources/recorded/wikiqa

Twenty invented classes, with articles, images and the replies of a model that also answers badly in every way that
docs/imagewikiqa.md names. The steps are written here again after the study's protocol, with Python's own random and json; replies
that the study would have stopped at are left out by the rules of that page. Written: articles.jsonl, images.jsonl,
script.json (what the model says: by class and request, and by prompt), expected.json (counts), dataset.jsonl.
"""

import hashlib
import json
import pathlib
import random
import re
import sys

SEED = 1234
ASKED, TRIES, IMAGES = 5, 3, 10
RULER = "=" * 63
CLASSES = ["ant", "crane", "Giant Schnauzer", "hook, claw", "jalapeño pepper", "stretcher", "Carolina anole", "sunglasses",
           "electric ray", "tench", "academic gown", "T-shirt", "bow tie", "drum", "axolotl", "water buffalo", "CD player",
           "fire salamander", "wok", "ox"]

PARTS = ["habitat", "diet", "origin", "weight", "colour", "history", "symbol"]


def concatenated(articles):
    text = RULER + "\n\n"
    for n, article in enumerate(articles):
        text += f"Article {n + 1}: " + article.strip() + "\n\n" + RULER + "\n\n"
    return text.strip()


def writing_prompt(name, articles):
    lines = [
        f"Come up with five multiple-choice questions for a {name} to examine the knowledge of an expert.", "",
        f"The questions should come from the following Wikipedia articles on {name}:", "```", concatenated(articles), "```",
        "", "**Instruction**:",
        "Each question should have four choices, one of which is the correct answer. ",
        "Note that the Wikipedia articles will not be accessible to the test-takers, so please do not reference specific "
        "details from the articles in the questions.",
        f'Use "this object" rather than "{name}" in the questions. We want to give test-takers an image of this object, not '
        "the word itself.",
        'Each question should have four fields: "question" (str), "choices" (list[str]), "answer" (int, starting from 0)), '
        'and "reference" (str, original sentences from Wikipedia articles).',
        "Output in JSON format."]
    return "\n".join(lines)


def answer_prompt(text, choices, guess):
    lines = ["Answer the multiple-choice question below.", text] + [f"{c}. {t}" for c, t in zip("ABCD", choices)]
    if guess:
        lines.append('The question mentions "this object". However, we don\'t know what the object is. Try your best to '
                     "guess the answer without knowing the object.")
    lines.append("Output only one character A/B/C/D.")
    return "\n    ".join(lines)


def question(name, part, object_="this object", **changes):
    made = {"question": f"What is the {part} of {object_}?",
            "choices": [f"{part} {word} {CLASSES.index(name)}" for word in ("of the north", "of the\tsouth", "\"none\"", "in a café")],
            "answer": (len(name) + len(part)) % 4,
            "reference": f"The {name}\u2019s {part} is described in its article."}
    made.update(changes)
    return made


def questions(name, n=5, **changes):
    return [question(name, part, **changes) for part in PARTS[:n]]


def dumped(value):
    return json.dumps(value, ensure_ascii=False, indent=2)


def replies(name):
    """What the model writes of a class, request by request."""
    good = questions(name)
    fifth, extra = good[4], question(name, PARTS[5])
    whole = dumped({"questions": good})
    if name == "crane":
        return [dumped({"quiz_questions": good})]
    if name == "Giant Schnauzer":
        return [dumped(good)]
    if name == "hook, claw":
        return ["I'm sorry, I have no articles.", whole]
    if name == "jalapeño pepper":
        return ["Here they are:\n```json\n" + whole + "\n```\nGood luck!"]
    if name == "stretcher":
        return [dumped({"questions": good[:4] + [dict(fifth, choices=["a", "b", "c"])]}), dumped({"questions": [extra]})]
    if name == "Carolina anole":
        bad = [dict(good[0], answer=4), dict(good[1], answer=-1), dict(good[2], answer="2")]
        return [dumped({"questions": bad + good[3:]}), whole.replace("What is", "What was")]
    if name == "sunglasses":
        return [dumped({"questions": good[:4] + [question(name, "lens", "these Sunglasses")]}),
                dumped({"questions": [question(name, "frame", "sunglasses")]}), dumped({"questions": [extra]})]
    if name == "electric ray":
        again = dumped({"questions": [dict(good[0], question="what is  the HABITAT of this object?")]})
        return [dumped({"questions": good[:4] + [good[0]]}), again, again]
    if name == "tench":
        return ["no", "[1, 2, 3", "{\"a\": "]
    if name == "academic gown":
        return [dumped({"questions": good[:4] + [dict(fifth, choices=["a", "b", "a", "c"])]}), dumped({"items": [extra]})]
    if name == "T-shirt":
        bad = [dict(good[0], question=None), dict(good[1], choices="a, b, c, d"), dict(good[2], choices=[1.5, 2, 3, 4]), 7,
               {k: v for k, v in good[3].items() if k != "choices"}]
        return [dumped({"questions": bad}), dumped({"questions": good[:3]}), dumped({"questions": [extra, fifth, good[3]]})]
    if name == "bow tie":
        return [dumped({"questions": questions(name, 6)})]
    if name == "drum":
        return [dumped({"questions": [good[0], question(name, "sound", "This object"), question(name, "rim", "these objects"),
                                      question(name, "skin", "it"), question(name, "stick", "THIS OBJECT")]})]
    if name == "axolotl":
        return [dumped({"questions": good[:4] + [dict(fifth, choices=[2, 4, 6, -8], reference=None)]})]
    if name == "water buffalo":
        return [dumped({"note": "none", "list": ["a"]}), whole]
    if name == "CD player":
        return [whole[:len(whole) // 2], "Sure. " + whole + " Anything else?"]
    if name == "fire salamander":
        return [dumped({"questions": [question(name, f"part {n}") for n in range(23)]})]
    return [whole]


# The reading of replies: docs/imagewikiqa.md.

def parsed(reply):
    fence = re.search(r"```[^\n]*\n(.*?)```", reply, re.S)
    braces = re.search(r"\{.*\}", reply, re.S)
    for text in [reply] + [found.group(1) for found in [fence] if found] + [found.group(0) for found in [braces] if found]:
        try:
            value = json.loads(text)
            if isinstance(value, (dict, list)):
                return value
        except ValueError:
            pass
    return None


def listed(value):
    tried = [value] if isinstance(value, list) else [value.get("questions")] + list(value.values())
    return next((v for v in tried if isinstance(v, list) and any(isinstance(one, dict) for one in v)), None)


def problem(one, name, known):
    if not isinstance(one, dict):
        return "malformed"
    text, choices, reference = one.get("question"), one.get("choices"), one.get("reference")
    if not isinstance(text, str) or not text.strip() or not isinstance(choices, list):
        return "malformed"
    if reference is not None and not isinstance(reference, str):
        return "malformed"
    if not all(type(c) is int or isinstance(c, str) and c.strip() for c in choices):
        return "malformed"
    if len(choices) != 4:
        return "number-of-choices"
    if len({str(c) for c in choices}) < 4:
        return "same-choices"
    if type(one.get("answer")) is not int or not 0 <= one["answer"] < 4:
        return "answer-out-of-range"
    if re.search(r"(?<![^\W_])" + re.escape(name.lower()) + r"(e?s)?(?![^\W_])", text.lower()):
        return "names-class"
    return "repeats" if " ".join(text.lower().split()) in known else None


def write(name, counts):
    """One class's questions, and how many requests they took."""
    taken, missing, begun, said = [], ASKED, False, replies(name)
    requests = 0
    while missing and requests < TRIES:
        value = parsed(said[requests])
        requests += 1
        found = None if value is None else listed(value)
        if found is None:
            counts["no-json" if value is None else "no-list"] += 1
            continue
        known = {" ".join(one["question"].lower().split()) for one in taken}
        usable, rejected = [], 0
        for n, one in enumerate(found):
            why = problem(one, name, known) if n < 4 * ASKED else "surplus"
            if why:
                counts[why] += 1
                rejected += why != "surplus"
            else:
                known.add(" ".join(one["question"].lower().split()))
                usable.append(dict(one, choices=[str(c) for c in one["choices"]], reference=one.get("reference") or ""))
        if begun:
            usable = usable[:missing]
            missing -= len(usable)
        else:
            missing = rejected
        begun = True
        taken += usable
    assert requests == len(said), (name, requests, said)
    return taken, requests


def balance(all_questions):
    random.seed(SEED)
    for one in all_questions:
        right = one["choices"][one["answer"]]
        random.shuffle(one["choices"])
        one["answer"] = one["choices"].index(right)


def scripted_answer(prompt, right, guess):
    """Mostly what the filter keeps; now and then wrong, talkative, in lower case, or nothing."""
    draw = int(hashlib.sha256(prompt.encode()).hexdigest()[:8], 16) % 20
    wrong = "ABCD"[(right + 1 + draw % 3) % 4]
    if draw == 0:
        return ""
    if draw == 1:
        return "The answer is " + "ABCD"[right]
    if draw == 2:
        return " " + "ABCD"[right]
    if draw == 3:
        return "abcd"[right]
    if guess:
        return "ABCD"[right] + ". I guess" if draw < 8 else wrong
    return wrong if draw < 6 else "ABCD"[right] + (")" if draw < 10 else "")


def with_name(text, name):
    if "this object" in text:
        return text.replace("this object", name)
    if "This object" in text:
        return text.replace("This object", name.capitalize())
    return text.replace("these objects", name + "s") if "these objects" in text else None


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    articles = {name: [f"  The {name} is known. It has a habitat.\n", f"More of {name}: its diet \u2013 100 %."][:1 + n % 2]
                for n, name in enumerate(CLASSES)}
    images = {name: [f"images/{n:02d}_{k:03d}.png" for k in range([10, 12, 40, 90, 14][n % 5])]
              for n, name in enumerate(CLASSES)}
    counts = dict.fromkeys(["no-json", "no-list", "malformed", "number-of-choices", "same-choices", "answer-out-of-range",
                            "names-class", "repeats", "surplus"], 0)
    every, requests = [], 0
    for name in CLASSES:
        taken, asked = write(name, counts)
        requests += asked
        every += [dict(one, **{"class": name}) for one in taken]
    written = len(every)
    balance(every)

    answers, outcomes, kept = {}, dict.fromkeys(["kept", "no-object", "unanswered", "wrong-with-name", "right-without-name"], 0), []
    for one in every:
        named = with_name(one["question"], one["class"])
        if named is None:
            outcomes["no-object"] += 1
            continue
        said = []
        for text, guess in ((named, False), (one["question"], True)):
            prompt = answer_prompt(text, one["choices"], guess)
            assert prompt not in answers, prompt
            answers[prompt] = scripted_answer(prompt, one["answer"], guess)
            said.append(answers[prompt])
        right = "ABCD"[one["answer"]]
        if "" in said:
            outcome = "unanswered"
        elif said[0][0] != right:
            outcome = "wrong-with-name"
        else:
            outcome = "right-without-name" if said[1][0] == right else "kept"
        outcomes[outcome] += 1
        if outcome == "kept":
            kept.append(one)
    balance(kept)

    random.seed(SEED)
    lines = []
    for one in kept:
        options = "\n".join(f"{c}. {t}" for c, t in zip("ABCD", one["choices"]))
        for image in random.sample(images[one["class"]], IMAGES):
            lines.append({"image": image, "text": f"{one['question']}\n{options}\nChoose A, B, C, or D.",
                          "label": "ABCD"[one["answer"]], "wiki": one["reference"], "classname": one["class"]})
    random.shuffle(lines)

    def jsonl(name, rows):
        (out / name).write_text("".join(json.dumps(row) + "\n" for row in rows))

    jsonl("articles.jsonl", [{"class": name, "articles": texts} for name, texts in articles.items()])
    jsonl("images.jsonl", [{"image": image, "label": name, "split": "valid"} for name in CLASSES for image in images[name]])
    jsonl("dataset.jsonl", lines)
    script = {"writing": {name: replies(name) for name in CLASSES},
              "prompts": {name: writing_prompt(name, articles[name]) for name in CLASSES}, "answers": answers}
    (out / "script.json").write_text(json.dumps(script, indent=1) + "\n")
    expected = {"requests": requests, "written": written, "rejected": counts, "outcomes": outcomes, "lines": len(lines)}
    (out / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    assert all(counts.values()) and all(outcomes.values()), expected


main(pathlib.Path(sys.argv[1]))
