"""Makes small datasets with the libraries by which people make theirs, for the tests of module datasets: twenty emoji of the
demo with their labels as JSON Lines, image folders, TSV, WebDataset (plain, gzip, Zstandard, two shards) and Parquet (two
files of several row groups); a benchmark as VLMEvalKit's files are; Parquet of questions,
without names of images, in four codecs; one with all images in one page, or in the dictionary; images in lists, and by
their paths alone; the smallest Parquet, from which fuzzing begins.

    python tools/goldens/dataset_formats.py libs/datasets/src/test/resources/datasets

Needs pandas, pyarrow, datasets, webdataset, zstandard and Pillow.
"""

import base64
import gzip
import io
import json
import pathlib
import random
import shutil
import sys

import datasets
import pandas
import pyarrow.parquet
import webdataset
import zstandard

EMOJI = pathlib.Path("demo/data/emoji")
CLASSES = ["grinning face", "mouth", "red apple", "hourglass not done", "drum"]


def chosen():
    """Four images of each class, under names that say the class's folder."""
    lines = [json.loads(line) for line in (EMOJI / "emoji.jsonl").open(encoding="utf-8")]
    for place, name in enumerate(CLASSES):
        for line in [line for line in lines if line["label"] == name][:4]:
            image = EMOJI / line["image"]
            yield {
                "image": f"{name}/{image.name.split('_')[-1]}",
                "bytes": image.read_bytes(),
                "label": name,
                "label_idx": place,
                "artist": line["artist"],
            }


def shards(out, samples):
    for shard in range(2):
        path = out / f"emoji-{shard:03d}.tar"
        with webdataset.TarWriter(str(path), mtime=0) as writer:
            for sample in samples[shard * 10 : shard * 10 + 10]:
                key, ending = sample["image"].rsplit(".", 1)
                writer.write(
                    {
                        "__key__": key,
                        ending: sample["bytes"],
                        "cls": sample["label"],
                        "json": {"artist": sample["artist"]},
                    }
                )
        tar = path.read_bytes()
        path.with_suffix(".tar.gz").write_bytes(gzip.compress(tar, mtime=0))
        path.with_suffix(".tar.zst").write_bytes(zstandard.compress(tar))


def parquet(out, samples):
    """As the hub's own library writes them, with ClassLabel and Image among the features."""
    features = datasets.Features(
        {
            "img": datasets.Image(),
            "fine_label": datasets.ClassLabel(names=CLASSES),
            "artist": datasets.Value("string"),
            "tags": datasets.Sequence(datasets.Value("string")),
        }
    )
    (out / "parquet").mkdir()
    for part in range(2):
        rows = samples[part * 10 : part * 10 + 10]
        table = datasets.Dataset.from_dict(
            {
                "img": [{"bytes": row["bytes"], "path": row["image"]} for row in rows],
                "fine_label": [row["label_idx"] for row in rows],
                "artist": [row["artist"] for row in rows],
                "tags": [[row["artist"], "emoji"] for row in rows],
            },
            features=features,
        )
        table.to_parquet(str(out / "parquet" / f"valid-{part:05d}-of-00002.parquet"), batch_size=4)


def lists(out, samples):
    """One image a row in lists, as the hub's library and pyarrow write them, once two; and structs without bytes."""
    labels = [sample["label"] for sample in samples]
    structs = [{"bytes": sample["bytes"], "path": sample["image"]} for sample in samples]
    features = datasets.Features(
        {"images": datasets.Sequence(datasets.Image()), "label": datasets.Value("string")}
    )
    for name, images in {
        "list-hub": [[struct] for struct in structs],
        "list-several": [[struct] for struct in structs[:-1]] + [structs[:2]],
    }.items():
        table = datasets.Dataset.from_dict({"images": images, "label": labels}, features=features)
        table.to_parquet(str(out / f"{name}.parquet"), batch_size=8)
    paths = [sample["image"] for sample in samples]
    struct = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    for name, images in {
        "list-bytes": pyarrow.array([[sample["bytes"]] for sample in samples], pyarrow.list_(pyarrow.binary())),
        "paths-null-bytes": pyarrow.array([{"bytes": None, "path": path} for path in paths], struct),
        "paths-struct": pyarrow.array([{"path": path} for path in paths]),
        "paths-list": pyarrow.array([[{"bytes": None, "path": path}] for path in paths], pyarrow.list_(struct)),
    }.items():
        pyarrow.parquet.write_table(
            pyarrow.table({"image": images, "label": labels}), out / f"{name}.parquet", row_group_size=8
        )


def vlmevalkit(out, samples):
    """Options in columns; the second half shares the images of the first by their index, as circular evaluation has it."""
    rows = []
    for i, sample in enumerate(samples[:4]):
        rows.append(
            {
                "index": i,
                "image": base64.b64encode(sample["bytes"]).decode(),
                "question": 'What does this "picture" show?\nLook closely.',
                "hint": "It is an emoji." if i else None,
                "A": sample["label"],
                "B": "a house, red",
                "C": "中文",
                "D": None,
                "answer": "A",
                "category": "emoji",
                "l2-category": "perception",
                "split": "dev",
            }
        )
    for i in range(4):
        row = dict(rows[i], index=1_000_000 + i, image=str(i), A=rows[i]["B"], B=rows[i]["A"], answer="B")
        rows.append(row)
    pandas.DataFrame(rows).to_csv(out / "circular.tsv", sep="\t", index=False)


def main(out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    samples = list(chosen())
    folders = out / "emoji"
    for sample in samples:
        file = folders / sample["image"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sample["bytes"])
    with (folders / "emoji.jsonl").open("w", encoding="utf-8") as lines:
        for sample in samples:
            fields = {key: sample[key] for key in ("image", "label", "label_idx", "artist")}
            print(json.dumps(fields, ensure_ascii=False), file=lines)
    frame = pandas.DataFrame(samples)
    frame["image_path"] = frame["image"]
    frame["image"] = [base64.b64encode(image).decode() for image in frame["bytes"]]
    frame.drop(columns="bytes").to_csv(out / "emoji.tsv", sep="\t", index=False)
    frame.assign(image=frame["image_path"]).drop(columns=["bytes", "image_path"]).to_csv(
        folders / "emoji.csv", index=False
    )
    shards(out, samples)
    parquet(out, samples)
    for codec in ["none", "gzip", "zstd", "lz4"]:
        table = pyarrow.table(
            {
                "image": [sample["bytes"] for sample in samples],
                "question": ["What is it?" for sample in samples],
                "answer": [[sample["label"], "an emoji"] for sample in samples],
                "question_id": list(range(len(samples))),
            }
        )
        pyarrow.parquet.write_table(
            table, out / f"questions-{codec}.parquet", compression=codec, row_group_size=8, data_page_size=2000,
            write_batch_size=1, use_dictionary=codec == "gzip", data_page_version="2.0" if codec == "zstd" else "1.0",
        )
    large = pyarrow.table(
        {
            "image": [i.to_bytes(4, "big") + bytes(30_000) for i in range(100)],
            "label": [f"class {i % 5}" for i in range(100)],
        }
    )
    for encoding in ["plain", "dictionary"]:
        pyarrow.parquet.write_table(
            large, out / f"large-page-{encoding}.parquet", compression="zstd", use_dictionary=encoding == "dictionary"
        )
    tiny = pyarrow.table({"img": [{"bytes": b"x", "path": "a"}], "label": [0]})
    pyarrow.parquet.write_table(tiny, out / "tiny.parquet", store_schema=False, write_statistics=False)
    vlmevalkit(out, samples)
    lists(out, samples)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
