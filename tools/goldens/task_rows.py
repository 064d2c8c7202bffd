"""Writes two rows for each shipped task in the form in which its dataset is published, with the libraries of those who publish
so: Parquet as the hub's library writes it, VLMEvalKit's TSV, CLIP_benchmark's shards, GQA's own file. Columns and types are the
publishers'; what stands in them is made up.

    python tools/goldens/task_rows.py cli/src/test/resources/tasks

Needs pandas, datasets, webdataset and Pillow.
"""

import base64
import io
import json
import pathlib
import shutil
import sys

import datasets
import pandas
import PIL.Image
import webdataset

CLASSES = pathlib.Path("libs/evaluation/src/main/resources/dev/vlmstream/evaluation/tasks/classes")
STRINGS = datasets.Sequence(datasets.Value("string"))
CLASSIFICATIONS = {
    "imagenet-v2": "jpg",
    "imagenet-r": "jpg",
    "imagenet-sketch": "jpg",
    "imagenet-a": "jpg",
    "objectnet": "png",
    "cifar10": "png",
    "cifar100": "png",
    "pets": "jpg",
    "eurosat": "webp",
}


def image(number, kind="png"):
    out = io.BytesIO()
    PIL.Image.new("RGB", (4, 4), (80 * number, 40, 200)).save(out, {"jpg": "jpeg"}.get(kind, kind))
    return out.getvalue()


def hub(out, task, split, /, **columns):
    """One row of what is given, and one more that differs in its image."""
    features = {"image": datasets.Image()}
    rows = {"image": [{"bytes": image(i), "path": f"{i}.png"} for i in range(2)]}
    for name, (kind, value) in columns.items():
        features[name] = datasets.Value(kind) if isinstance(kind, str) else kind
        rows[name] = [value, value]
    folder = out / task
    folder.mkdir()
    datasets.Dataset.from_dict(rows, features=datasets.Features(features)).to_parquet(
        str(folder / f"{split}-00000-of-00001.parquet")
    )


def tsv(out, task, file, /, **columns):
    folder = out / task
    folder.mkdir()
    rows = [
        {"index": i, **columns, "image": base64.b64encode(image(i, "jpg")).decode()}
        for i in range(2)
    ]
    pandas.DataFrame(rows).to_csv(folder / file, sep="\t", index=False)


def shards(out, task, ending):
    folder = out / task / "test"
    folder.mkdir(parents=True)
    if task == "objectnet":
        (out / task / "classnames.txt").write_text("air freshener\nalarm clock\n")
    with webdataset.TarWriter(str(folder / "0.tar"), mtime=0) as writer:
        for i in range(2):
            writer.write({"__key__": f"s{i:07d}", ending: image(i, ending), "cls": str(i)})


def gqa(out):
    folder = out / "gqa"
    (folder / "images").mkdir(parents=True)
    questions = {}
    for i in range(2):
        (folder / "images" / f"n{i}.jpg").write_bytes(image(i, "jpg"))
        questions[f"2013072{i}"] = {
            "semantic": [{"operation": "select", "dependencies": [], "argument": "scene"}],
            "entailed": [],
            "question": "Is it overcast?",
            "imageId": f"n{i}",
            "isBalanced": True,
            "answer": "no",
            "fullAnswer": "No, it is clear.",
        }
    (folder / "testdev_balanced_questions.json").write_text(json.dumps(questions))


def main(out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    text, whole = "string", "int64"
    hub(
        out, "textvqa", "validation",
        image_id=(text, "003a8ae2ef43b901"), question_id=("int32", 34602), question=(text, "which brand?"),
        question_tokens=(STRINGS, ["which", "brand"]), image_width=("int32", 4), image_height=("int32", 4),
        answers=(STRINGS, ["nous"] * 9 + ["no"]), image_classes=(STRINGS, ["Camera"]), set_name=(text, "val"),
        ocr_tokens=(STRINGS, ["NOUS", "les"]),
    )
    hub(
        out, "docvqa", "validation",
        questionId=(text, "337"), question=(text, "Which date?"), question_types=(STRINGS, ["handwritten"]),
        docId=(whole, 279), ucsf_document_id=(text, "xnbl0037"), ucsf_document_page_no=(text, "1"),
        answers=(STRINGS, ["1/8/93"]), data_split=(text, "val"),
    )
    hub(out, "ai2d", "test", question=(text, "Which stage?"), options=(STRINGS, ["egg", "larva"]), answer=(text, "1"))
    hub(out, "chartqa", "test", type=(text, "human_test"), question=(text, "How many?"), answer=(text, "14"))
    hub(
        out, "pope", "test",
        id=(text, "0"), question_id=(text, "1"), question=(text, "Is there a dog in the image?"), answer=(text, "yes"),
        image_source=(text, "COCO_val2014_000000310196"), category=(text, "adversarial"),
    )
    hub(
        out, "scienceqa-img", "test",
        question=(text, "Which is an insect?"), choices=(STRINGS, ["ant", "spider"]), answer=("int8", 0),
        hint=(text, "Look."), task=(text, "closed choice"), grade=(text, "grade2"), subject=(text, "natural science"),
        topic=(text, "biology"), category=(text, "Animals"), skill=(text, "s"), lecture=(text, ""), solution=(text, ""),
    )
    answer = {"answer": datasets.Value(text), "answer_confidence": datasets.Value(text), "answer_id": datasets.Value(whole)}
    hub(
        out, "vqav2", "validation",
        question_type=(text, "what is"), multiple_choice_answer=(text, "net"),
        answers=([answer], [{"answer": "net", "answer_confidence": "yes", "answer_id": i + 1} for i in range(10)]),
        image_id=(whole, 262148), answer_type=(text, "other"), question_id=(whole, 262148000),
        question=(text, "What is it?"),
    )
    names = [name.replace(" ", "_") for name in (CLASSES / "food101.txt").read_text().splitlines()]
    hub(out, "food101", "validation", label=(datasets.ClassLabel(names=names), 6))
    options = {"A": "egg", "B": "larva", "C": "pupa", "D": "adult"}
    tsv(
        out, "mmbench", "MMBench_DEV_EN.tsv",
        question="Which stage?", hint="A cycle.", **options, answer="A", category="attribute_recognition",
        source="reasoning", **{"l2-category": "finegrained_perception"}, comment=None, split="dev",
    )
    tsv(
        out, "mme", "MME.tsv",
        category="existence", image_path="existence/0.jpg", answer="Yes",
        question="Is there a dog in this image? Please answer yes or no.",
    )
    tsv(
        out, "mmstar", "MMStar.tsv",
        question="Which stage?", **options, answer="B", category="coarse perception", l2_category="image style",
        bench="MMBench",
    )
    tsv(out, "seed-bench", "SEEDBench_IMG.tsv", category="Scene Understanding", question="Which?", **options, answer="C")
    tsv(
        out, "mmmu-val", "MMMU_DEV_VAL.tsv",
        question="What is <image 1>?", **options, answer="D", category="Biology", split="validation",
        **{"l2-category": "Science"},
    )
    gqa(out)
    for task, ending in CLASSIFICATIONS.items():
        shards(out, task, ending)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
