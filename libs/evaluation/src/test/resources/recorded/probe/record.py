"""Records what torch makes of the study's probe recipe: 25 classes and 256 of the features of the shared golden `probe`.

Usage: python record.py GOLDEN_PROBE_DIR (torch 2.6.0 on a CPU, one thread); writes data.bin.gz and curves.jsonl beside it.
data.bin: little-endian float32, one after another: features, then each probe's weights and biases.
"""

import gzip
import json
import pathlib
import sys

import numpy as np
import torch

CLASSES, DIMENSION, BATCH, EPOCHS, KEPT = 25, 256, 64, 100, (1, 2, 3, 10, 50, 100)
source, here = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
torch.set_num_threads(1)
data = json.loads(open(source / "index.jsonl").readline())
x = np.fromfile(source / "features.bin", "<f4").reshape(data["features"]["shape"])[:, :DIMENSION]
y = np.fromfile(source / "labels.bin", "<i8")
train, test = ([i for i in data[s] if y[i] < CLASSES] for s in ("train", "test"))
x, y, n = torch.tensor(x[train + test]), torch.tensor(y[train + test]), len(train)
parts, lines = [x.numpy()], [{"train": n, "test": len(test), "dimension": DIMENSION, "labels": y.tolist(), "batch": BATCH}]


def correct(model, a, b):
    with torch.no_grad():
        return int((model(x[a:b]).argmax(1) == y[a:b]).sum())


for kind in ("linear", "mlp"):
    torch.manual_seed(1234)
    layers = [torch.nn.Linear(DIMENSION, CLASSES)] if kind == "linear" else \
        [torch.nn.Linear(DIMENSION, DIMENSION), torch.nn.ReLU(), torch.nn.Linear(DIMENSION, CLASSES)]
    model = torch.nn.Sequential(*layers)
    parts += [p.detach().numpy().copy() for p in model.parameters()]
    optimizer, history = torch.optim.Adam(model.parameters(), lr=0.001), []
    for epoch in range(1, EPOCHS + 1):
        losses = []
        for i in range(0, n, BATCH):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x[i:min(i + BATCH, n)]), y[i:min(i + BATCH, n)])
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
        history.append((losses, correct(model, 0, n), correct(model, n, len(x))))
    lines.append({"kind": kind, "epochs": EPOCHS, "best": max(h[2] for h in history), "correct": [h[2] for h in history],
                  "losses": {e: history[e - 1][0] for e in KEPT}, "train_correct": {e: history[e - 1][1] for e in KEPT}})

with gzip.GzipFile(here / "data.bin.gz", "wb", mtime=0) as out:
    out.write(b"".join(np.ascontiguousarray(p, "<f4").tobytes() for p in parts))
(here / "curves.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
