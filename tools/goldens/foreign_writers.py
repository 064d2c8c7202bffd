# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "datasets==5.2.0", "duckdb==2.0.1", "fastparquet==2026.9.0", "odfpy==1.4.1", "openpyxl==3.1.5", "pandas==3.1.1",
#   "pillow==13.0.0", "polars==2.1.0", "pyarrow==26.0.1", "webdataset==1.0.2", "xlsxwriter==3.3.1",
# ]
# ///
"""Writes one small dataset in the forms in which other programs write datasets, each with that program's own library, and records
in expected.json what it wrote: each row's label, or its accepted answers, and the beginning of its image's SHA-256. Names of
columns and types are those that these libraries and their users choose by themselves.

    uv run tools/goldens/foreign_writers.py libs/datasets/src/test/resources/foreign

or with the packages above in a virtual environment of your own. ForeignWritersTest reads them.
"""

import base64
import csv
import hashlib
import io
import json
import pathlib
import random
import shutil
import sys
import tarfile

import datasets
import duckdb
import openpyxl
import pandas
import PIL.Image
import polars
import pyarrow
import pyarrow.csv
import pyarrow.dataset
import pyarrow.feather
import pyarrow.parquet
import webdataset

CLASSES = ["ant", "bee, queen", "crème brûlée"]
LABELS = [0, 1, 2, 0]
NAMES = ["a.png", "b.jpg", "c.webp", "d.png"]
RECORDED = {}
OUT = pathlib.Path(sys.argv[1])


def drawn(number):
    kind = NAMES[number].split(".")[1]
    out = io.BytesIO()
    picture = PIL.Image.new("RGB", (8, 8), (60 * number, 40, 200 - 50 * number))
    picture.save(out, {"jpg": "jpeg"}.get(kind, kind))
    return out.getvalue()


IMAGES = [drawn(number) for number in range(len(NAMES))]
TEXTS = [CLASSES[label] for label in LABELS]
STRUCTS = [{"bytes": image, "path": name} for image, name in zip(IMAGES, NAMES)]
BASE64 = [base64.b64encode(image).decode() for image in IMAGES]
QUESTION = 'What is "this"?'
ACCEPTED = [f"{text}|insect" for text in TEXTS]


def recorded(path, wrote, labels=TEXTS, images=IMAGES, **more):
    """Notes what a file's rows are, and gives the place where it belongs."""
    rows = [f"{label} {hashlib.sha256(image).hexdigest()[:16]}" for label, image in zip(labels, images)]
    RECORDED[path] = {"wrote": wrote, **more, "rows": rows}
    place = OUT / path
    place.parent.mkdir(parents=True, exist_ok=True)
    return str(place)


def images():
    """The images themselves, for tables of names: above these."""
    for name, image in zip(NAMES, IMAGES):
        (OUT / name).write_bytes(image)


def wds():
    def samples(label):
        for number, (name, image) in enumerate(zip(NAMES, IMAGES)):
            yield {"__key__": f"s{number:07d}", name.split(".")[1]: image, **label(number)}

    def write(path, wrote, label, compress=None, **more):
        with webdataset.TarWriter(recorded(path, wrote, **more), mtime=0, compress=compress) as writer:
            for sample in samples(label):
                writer.write(sample)

    write("webdataset/names.tar", "TarWriter, .cls with the class's name", lambda i: {"cls": TEXTS[i]})
    write("webdataset/names.tar.gz", "the same, packed", lambda i: {"cls": TEXTS[i]}, compress=True)
    write("webdataset/json.tar", "TarWriter, .json with a label", lambda i: {"json": {"label": TEXTS[i], "id": i}})
    write("webdataset/caption.tar", "TarWriter, .txt with a caption beside .cls",
          lambda i: {"cls": TEXTS[i], "txt": f"A photo of {TEXTS[i]}"})
    write("webdataset/question.tar", "TarWriter, .json with a question and an answer",
          lambda i: {"json": {"question": QUESTION, "answer": TEXTS[i]}})
    write("webdataset/pickled.tar", "TarWriter, the label pickled", lambda i: {"pyd": LABELS[i]})
    write("webdataset/numbers.tar", "TarWriter, .cls with the class's index, no list of classes",
          lambda i: {"cls": LABELS[i]})
    with webdataset.TarWriter(recorded("webdataset/pil.tar", "TarWriter, images encoded by webdataset itself",
                                       images=encoded("png")), mtime=0) as writer:
        for number, image in enumerate(IMAGES):
            writer.write({"__key__": f"{number}", "png": PIL.Image.open(io.BytesIO(image)).convert("RGB"),
                          "cls": TEXTS[number]})
    with webdataset.TarWriter(recorded("webdataset/several.tar", "TarWriter, two images in a sample"), mtime=0) as writer:
        for number, (image, text) in enumerate(zip(IMAGES, TEXTS)):
            writer.write({"__key__": f"{number}", "a.png": image, "b.png": IMAGES[0], "cls": text})
    # CLIP_benchmark's form: a folder a split, with the number of its shards, and the classes beside.
    for split in ["train", "test"]:
        folder = f"webdataset/clip-benchmark/{split}"
        recorded(folder, "ShardWriter, two shards of CLIP_benchmark's form")
        (OUT / folder).mkdir(parents=True)
        with webdataset.ShardWriter(str(OUT / folder / "%d.tar"), maxcount=2, mtime=0, verbose=0) as writer:
            for sample in samples(lambda i: {"cls": LABELS[i]}):
                writer.write(sample)
        (OUT / folder / "nshards.txt").write_text("2")
    (OUT / "webdataset/clip-benchmark/classnames.txt").write_text("\n".join(CLASSES), encoding="utf-8")
    recorded("webdataset/clip-benchmark", "all of CLIP_benchmark's form", split="test")
    with tarfile.open(recorded("webdataset/tarfile.tar", "tarfile of Python's library, folders as members, PAX"), "w",
                      format=tarfile.PAX_FORMAT) as tar:
        for kind in ["train", *[f"train/{text}" for text in CLASSES]]:
            member = tarfile.TarInfo(kind)
            member.type = tarfile.DIRTYPE
            tar.addfile(member)
        for name, image, text in zip(NAMES, IMAGES, TEXTS):
            for ending, content in [(name.split(".")[1], image), ("cls", text.encode())]:
                member = tarfile.TarInfo(f"train/{text}/{name.split('.')[0]}.{ending}")
                member.size = len(content)
                member.mtime = 0.5
                tar.addfile(member, io.BytesIO(content))


def encoded(kind):
    result = []
    for image in IMAGES:
        out = io.BytesIO()
        PIL.Image.open(io.BytesIO(image)).convert("RGB").save(out, kind)
        result.append(out.getvalue())
    return result


def hub():
    def table(image, label, label_values, images=STRUCTS, names=("image", "label")):
        features = datasets.Features(dict(zip(names, (image, label))))
        return datasets.Dataset.from_dict(dict(zip(names, (images, label_values))), features=features)

    named = datasets.ClassLabel(names=CLASSES)
    text = datasets.Value("string")
    table(datasets.Image(), named, LABELS).to_parquet(
        recorded("datasets/classlabel.parquet", "to_parquet, Image and ClassLabel"))
    table(datasets.Image(), text, TEXTS, names=("img", "fine_label")).to_parquet(
        recorded("datasets/strings.parquet", "to_parquet, Image and strings under other names"))
    table(datasets.Image(decode=False), named, LABELS).to_parquet(
        recorded("datasets/undecoded.parquet", "to_parquet, Image(decode=False)"))
    table(datasets.List(datasets.Image()), named, LABELS, [[one] for one in STRUCTS], ("images", "label")).to_parquet(
        recorded("datasets/list.parquet", "to_parquet, a list of one Image"))
    table(datasets.Image(), datasets.Value("int64"), LABELS).to_parquet(
        recorded("datasets/numbers.parquet", "to_parquet, labels as numbers without names"))
    table(datasets.Image(), datasets.Value("binary"), [one.encode() for one in TEXTS]).to_parquet(
        recorded("datasets/binary-label.parquet", "to_parquet, labels as bytes"))
    questions = datasets.Dataset.from_dict(
        {"image": STRUCTS, "question": [QUESTION] * 4, "answers": [[one, "insect"] for one in TEXTS], "id": [0, 1, 2, 3]},
        features=datasets.Features({"image": datasets.Image(), "question": text, "answers": datasets.List(text),
                                    "id": datasets.Value("int32")}))
    questions.to_parquet(recorded("datasets/questions.parquet", "to_parquet, questions with lists of answers", labels=ACCEPTED))
    several = recorded("datasets/pushed", "the files of push_to_hub", split="test")
    for split in ["train", "test"]:
        (OUT / "datasets/pushed").mkdir(exist_ok=True)
        table(datasets.Image(), named, LABELS).to_parquet(f"{several}/{split}-00000-of-00001.parquet")
    table(datasets.Image(), named, LABELS).save_to_disk(recorded("datasets/saved", "save_to_disk"))
    (OUT / "datasets/saved/state.json").write_text("{}")
    splits = datasets.DatasetDict({"test": table(datasets.Image(), named, LABELS)})
    splits.save_to_disk(recorded("datasets/saved-splits", "save_to_disk of a DatasetDict"))
    (OUT / "datasets/saved-splits/test/state.json").write_text("{}")
    table(datasets.Image(), named, LABELS, names=("image", "insect")).to_parquet(
        recorded("datasets/other-name.parquet", "to_parquet, a ClassLabel of no usual name"))
    levels = datasets.Features({"image": datasets.Image(), "species": named, "order": named})
    datasets.Dataset.from_dict({"image": STRUCTS, "species": LABELS, "order": LABELS}, features=levels).to_parquet(
        recorded("datasets/levels.parquet", "to_parquet, two ClassLabels of no usual name"))
    with_names = table(text, text, TEXTS, images=NAMES)
    with_names.to_csv(recorded("datasets/names.csv", "to_csv, names of files"))
    with_names.to_json(recorded("datasets/names.jsonl", "to_json, names of files"), force_ascii=True)
    table(datasets.Image(decode=False), text, TEXTS).to_csv(recorded("datasets/structs.csv", "to_csv, images as Python prints them"))
    noise = io.BytesIO()
    PIL.Image.frombytes("RGB", (24, 24), random.Random(0).randbytes(24 * 24 * 3)).save(noise, "png")
    large = [{"bytes": noise.getvalue(), "path": "noise.png"}]
    table(datasets.Image(decode=False), text, TEXTS[:1], large).to_csv(
        recorded("datasets/large-structs.csv", "the same, longer than any file's name", TEXTS[:1], [noise.getvalue()]))


def arrow():
    def write(path, wrote, image, label, names=("image", "label"), expected=TEXTS, **how):
        table = pyarrow.table(dict(zip(names, (image, label))))
        pyarrow.parquet.write_table(table, recorded(path, wrote, labels=expected), **how)

    struct = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    write("pyarrow/struct.parquet", "write_table, structs and strings", pyarrow.array(STRUCTS, struct), TEXTS)
    write("pyarrow/bytes.parquet", "write_table, bytes; pages of version 2, Zstandard", IMAGES, TEXTS,
          compression="zstd", data_page_version="2.0")
    write("pyarrow/large.parquet", "write_table, large_binary and large_string, without a dictionary, uncompressed",
          pyarrow.array(IMAGES, pyarrow.large_binary()), pyarrow.array(TEXTS, pyarrow.large_string()),
          use_dictionary=False, compression="none")
    write("pyarrow/views.parquet", "write_table, binary_view and string_view", pyarrow.array(IMAGES, pyarrow.binary_view()),
          pyarrow.array(TEXTS, pyarrow.string_view()))
    write("pyarrow/delta.parquet", "write_table, encodings with differences", IMAGES, TEXTS, use_dictionary=False,
          column_encoding={"image": "DELTA_LENGTH_BYTE_ARRAY", "label": "DELTA_BYTE_ARRAY"})
    write("pyarrow/dictionary.parquet", "write_table, labels as a dictionary", IMAGES,
          pyarrow.array(TEXTS).dictionary_encode())
    write("pyarrow/brotli.parquet", "write_table, Brotli", IMAGES, TEXTS, compression="brotli")
    write("pyarrow/rowgroups.parquet", "write_table, a row group a row, large structs with an id", pyarrow.array(STRUCTS, struct),
          TEXTS, names=("picture", "category"), row_group_size=1)
    write("pyarrow/int8.parquet", "write_table, labels as int8 without names", IMAGES, pyarrow.array(LABELS, pyarrow.int8()))
    table = pyarrow.table({"image": IMAGES, "label": TEXTS})
    pyarrow.feather.write_feather(table, recorded("pyarrow/table.feather", "write_feather"))
    recorded("pyarrow/partitioned", "write_dataset, partitioned by the label")
    pyarrow.dataset.write_dataset(pyarrow.table({"image": IMAGES, "label": ["ant", "bee", "cat", "ant"]}),
                                  str(OUT / "pyarrow/partitioned"), format="parquet", partitioning=["label"],
                                  partitioning_flavor="hive")
    pyarrow.csv.write_csv(pyarrow.table({"image": NAMES, "label": TEXTS}),
                          recorded("pyarrow/names.csv", "write_csv, names of files"))

def data_frames():
    frame = pandas.DataFrame({"image": IMAGES, "label": TEXTS})
    names = pandas.DataFrame({"image": NAMES, "label": TEXTS})
    coded = pandas.DataFrame({"image": BASE64, "label": TEXTS})
    frame.to_parquet(recorded("pandas/bytes.parquet", "to_parquet"))
    frame.assign(label=frame["label"].astype("category")).to_parquet(
        recorded("pandas/category.parquet", "to_parquet, labels as a category"))
    frame.set_index("label").to_parquet(recorded("pandas/index.parquet", "to_parquet, labels as the index"))
    pandas.DataFrame({"image": STRUCTS, "label": TEXTS}).to_parquet(
        recorded("pandas/dicts.parquet", "to_parquet, dicts of bytes and path"))
    pandas.DataFrame({"image": IMAGES, "label": [0.0, 1.0, 2.0, 0.0]}).to_parquet(
        recorded("pandas/floats.parquet", "to_parquet, labels that became floats"))
    frame.to_parquet(recorded("fastparquet/bytes.parquet", "to_parquet with fastparquet"), engine="fastparquet",
                     object_encoding={"image": "bytes", "label": "utf8"})
    frame.assign(label=frame["label"].astype("category")).to_parquet(
        recorded("fastparquet/category.parquet", "to_parquet with fastparquet, labels as a category, gzip"),
        engine="fastparquet", object_encoding={"image": "bytes"}, compression="gzip")
    frame.to_parquet(recorded("fastparquet/hive", "to_parquet with fastparquet, a folder of row groups"),
                     engine="fastparquet", object_encoding={"image": "bytes", "label": "utf8"}, file_scheme="hive",
                     row_group_offsets=[0, 2])
    names.to_csv(recorded("pandas/names.csv", "to_csv, with its index"))
    names.to_csv(recorded("pandas/bom.csv", "to_csv, utf-8-sig"), index=False, encoding="utf-8-sig")
    names.to_csv(recorded("pandas/semicolon.csv", "to_csv, semicolons"), index=False, sep=";")
    names.to_csv(recorded("pandas/latin.csv", "to_csv, cp1252"), index=False, encoding="cp1252")
    names.to_csv(recorded("pandas/packed.csv.gz", "to_csv, packed"), index=False, compression={"method": "gzip", "mtime": 1})
    names.to_csv(recorded("pandas/utf16.csv", "to_csv, utf-16"), index=False, encoding="utf-16")
    coded.to_csv(recorded("pandas/base64.tsv", "to_csv, base64 and tabs"), index=False, sep="\t")
    frame.to_csv(recorded("pandas/repr.csv", "to_csv, bytes as Python prints them"), index=False)
    names.to_json(recorded("pandas/lines.jsonl", "to_json, lines"), orient="records", lines=True)
    for orient in ["records", "columns", "index", "split", "table"]:
        names.to_json(recorded(f"pandas/{orient}.json", f"to_json, orient={orient}"), orient=orient)
    names.to_excel(recorded("pandas/names.xlsx", "to_excel"), index=False)
    names.to_excel(recorded("pandas/xlsxwriter.xlsx", "to_excel with xlsxwriter"), index=False, engine="xlsxwriter")
    names.to_excel(recorded("pandas/names.ods", "to_excel with odfpy, as LibreOffice saves"), index=False)
    names.to_pickle(recorded("pandas/names.pkl", "to_pickle"))
    coded.assign(image=[f"data:image/{name.split('.')[1]};base64,{text}" for name, text in zip(NAMES, BASE64)]).to_json(
        recorded("pandas/uris.jsonl", "to_json, data URIs"), orient="records", lines=True)


def others():
    frame = polars.DataFrame({"image": IMAGES, "label": TEXTS})
    names = polars.DataFrame({"image": NAMES, "label": TEXTS})
    frame.write_parquet(recorded("polars/bytes.parquet", "write_parquet"))
    polars.DataFrame({"image": STRUCTS, "label": TEXTS}).write_parquet(
        recorded("polars/structs.parquet", "write_parquet, structs; LZ4"), compression="lz4")
    frame.with_columns(polars.col("label").cast(polars.Enum(CLASSES))).write_parquet(
        recorded("polars/enum.parquet", "write_parquet, labels as Enum"))
    frame.with_columns(polars.col("label").cast(polars.Categorical)).write_parquet(
        recorded("polars/categorical.parquet", "write_parquet, labels as Categorical; gzip"), compression="gzip")
    names.write_csv(recorded("polars/names.csv", "write_csv, names of files"))
    names.write_csv(recorded("polars/pipes.csv", "write_csv, bars, everything quoted"), separator="|", quote_style="always")
    names.write_ndjson(recorded("polars/names.jsonl", "write_ndjson, names of files"))
    names.write_json(recorded("polars/names.json", "write_json, names of files"))
    frame.write_ipc(recorded("polars/table.arrow", "write_ipc"))
    names.write_excel(recorded("polars/names.xlsx", "write_excel"))

    base = duckdb.connect()
    base.execute("CREATE TABLE items (image BLOB, name VARCHAR, label VARCHAR, label_idx INTEGER)")
    base.executemany("INSERT INTO items VALUES (?, ?, ?, ?)", list(zip(IMAGES, NAMES, TEXTS, LABELS)))
    types = ", ".join(f"'{text}'" for text in CLASSES)
    base.execute(f"CREATE TYPE class AS ENUM ({types})")

    def copy(query, path, wrote, how=""):
        base.execute(f"COPY ({query}) TO '{recorded(path, wrote)}' {how}")

    copy("SELECT image, label FROM items", "duckdb/blob.parquet", "COPY TO Parquet, blobs")
    copy("SELECT image, label::class AS label FROM items", "duckdb/enum.parquet", "COPY TO Parquet, labels as ENUM",
         "(COMPRESSION zstd)")
    copy("SELECT {bytes: image, path: name} AS image, label FROM items", "duckdb/struct.parquet", "COPY TO Parquet, structs",
         "(PARQUET_VERSION v2)")
    copy(f"SELECT parse_filename(filename) AS filename, content, label FROM read_blob('{OUT}/*.*g') JOIN items"
         " ON parse_filename(filename) = name ORDER BY filename", "duckdb/read-blob.parquet",
         "COPY TO Parquet, what read_blob gives")
    RECORDED["duckdb/read-blob.parquet"]["rows"].pop(2)
    copy("SELECT name AS image, label FROM items", "duckdb/names.csv", "COPY TO CSV, names of files")
    copy("SELECT name AS image, label FROM items", "duckdb/names.jsonl", "COPY TO JSON, names of files")
    copy("SELECT name AS image, label FROM items", "duckdb/names.json", "COPY TO JSON, an array", "(FORMAT json, ARRAY true)")
    copy("SELECT to_base64(image) AS image, label FROM items", "duckdb/base64.csv", "COPY TO CSV, base64")
    copy("SELECT image, label FROM items", "duckdb/blob.csv", "COPY TO CSV, blobs")


def vlmevalkit():
    options = {"A": CLASSES[0], "B": CLASSES[1], "C": CLASSES[2], "D": None}
    letters = ["ABC"[label] for label in LABELS]

    def write(path, wrote, rows, **more):
        pandas.DataFrame(rows).to_csv(recorded(path, wrote, **more), sep="\t", index=False)

    write("vlmevalkit/MCQ.tsv", "multiple choice",
          [{"index": i, "image": BASE64[i], "question": QUESTION, **options, "answer": letters[i], "category": "x",
            "split": "dev"} for i in range(4)], labels=letters)
    write("vlmevalkit/VQA.tsv", "free answers in a list",
          [{"index": i, "image": BASE64[i], "question": QUESTION, "answer": str([TEXTS[i], "insect"])} for i in range(4)],
          labels=ACCEPTED)
    write("vlmevalkit/YN.tsv", "yes or no, with names of images",
          [{"index": i, "image": BASE64[i], "image_path": NAMES[i], "question": QUESTION, "answer": "Yes"} for i in range(4)],
          labels=["Yes"] * 4)
    write("vlmevalkit/LIST.tsv", "lists of one image",
          [{"index": i, "image": str([BASE64[i]]), "image_path": str([NAMES[i]]), "question": QUESTION,
            "answer": TEXTS[i]} for i in range(4)])
    write("vlmevalkit/SHARED.tsv", "an image by its row",
          [{"index": i, "image": BASE64[0] if i == 0 else "0", "question": QUESTION, "answer": TEXTS[i]} for i in range(4)],
          images=[IMAGES[0]] * 4)


def spreadsheets():
    rows = [["image", "label"], *map(list, zip(NAMES, TEXTS))]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(recorded("spreadsheets/openpyxl.xlsx", "openpyxl"))

    def write(path, wrote, encoding="utf-8", first="", **dialect):
        with open(recorded(path, wrote), "w", encoding=encoding, newline="") as out:
            out.write(first)
            csv.writer(out, **dialect).writerows(rows)

    write("spreadsheets/excel.csv", "as Excel saves CSV UTF-8", encoding="utf-8-sig")
    write("spreadsheets/excel-de.csv", "as a German Excel saves CSV", encoding="cp1252", delimiter=";")
    write("spreadsheets/excel-sep.csv", "CSV with Excel's own first line", first="sep=;\r\n", delimiter=";")
    write("spreadsheets/excel-unicode.txt", "as Excel saves Unicode text", encoding="utf-16", delimiter="\t")
    write("spreadsheets/libreoffice.csv", "as LibreOffice saves CSV with all text quoted", quoting=csv.QUOTE_ALL,
          lineterminator="\n")
    write("spreadsheets/google.tsv", "as Google Sheets saves TSV", delimiter="\t")
    rows = [row + ["", ""] for row in rows] + [["", "", "", ""]] * 3
    write("spreadsheets/empty.csv", "empty columns and rows at the end")


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for part in [images, wds, hub, arrow, data_frames, others, vlmevalkit, spreadsheets]:
        part()
    lines = [f"{json.dumps(path)}: {json.dumps(record, ensure_ascii=False)}" for path, record in sorted(RECORDED.items())]
    (OUT / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
