"""Writes one dataset in the forms in which people have datasets, each by the form's own library.

Photos are made from those of a directory: scaled, and encoded as JPEG in enough qualities, no two alike.
Needs Pillow and pyarrow.

    python forms.py PHOTOS CLASSES OUT ITEMS
"""

import base64
import csv
import io
import json
import pathlib
import sys
import tarfile

import pyarrow
import pyarrow.parquet
from PIL import Image

LONGER_SIDE = 256
PER_SHARD = 1000


def photos(directory, count):
    """Encoded photos, all different."""
    files = sorted(path for path in directory.iterdir() if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})
    versions = -(-count // len(files))
    made = 0
    for version in range(versions):
        quality = 50 + version * 45 // max(1, versions)
        for path in files:
            if made == count:
                return
            with Image.open(path) as image:
                photo = image.convert("RGB")
            photo.thumbnail((LONGER_SIDE, LONGER_SIDE))
            # A pixel of its own, should two qualities give the same bytes.
            photo.putpixel((version % photo.width, 0), (version % 256, 0, 0))
            out = io.BytesIO()
            photo.save(out, "JPEG", quality=quality)
            yield out.getvalue()
            made += 1


def shard(out, number):
    return tarfile.open(out / f"shards-{number:03d}.tar", "w")


def add(tar, name, content):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def main():
    directory, classes, out, count = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4])
    names = json.loads(classes.read_text())[:20]
    out.mkdir(parents=True)
    (out / "classes.json").write_text(json.dumps(names))
    for name in names:
        (out / "folders" / name).mkdir(parents=True)
    (out / "parquet").mkdir()
    image = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    schema = pyarrow.schema([("image", image), ("label", pyarrow.string())])
    tar, rows, number = shard(out, 0), [], 0
    with (
        open(out / "forms.tsv", "w", newline="") as tsv_file,
        open(out / "folders" / "forms.jsonl", "w") as lines,
        pyarrow.parquet.ParquetWriter(out / "parquet" / "test-00000-of-00001.parquet", schema, compression="snappy") as parquet,
    ):
        tsv = csv.writer(tsv_file, dialect="excel-tab")
        tsv.writerow(["name", "image", "label"])
        for i, photo in enumerate(photos(directory, count)):
            label = names[i % len(names)]
            name = f"{label}/{i:06d}.jpg"
            (out / "folders" / name).write_bytes(photo)
            lines.write(json.dumps({"image": name, "label": label}) + "\n")
            tsv.writerow([name, base64.b64encode(photo).decode(), label])
            if i and i % PER_SHARD == 0:
                tar.close()
                number += 1
                tar = shard(out, number)
            add(tar, name, photo)
            add(tar, name[: -len(".jpg")] + ".cls", label.encode())
            rows.append({"image": {"bytes": photo, "path": name}, "label": label})
            if len(rows) == 100:
                parquet.write_table(pyarrow.Table.from_pylist(rows, schema))
                rows = []
        if rows:
            parquet.write_table(pyarrow.Table.from_pylist(rows, schema))
    tar.close()
    print(json.dumps({"shards": number + 1}))


if __name__ == "__main__":
    main()
