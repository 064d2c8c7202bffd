"""The text files of a bundle."""
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

# What a path of this machine would begin with.
PATHS = (str(Path.home()), "/tmp/", "site-packages")


def write_json(path, value):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_config(bundle, model, **more):
    """config.json as save_pretrained writes it, without what is of this machine, and with `more` keys."""
    model.config.architectures = [type(model).__name__]
    write_json(Path(bundle) / "config.json", _plain(json.loads(model.config.to_json_string())) | more)


def _plain(values):
    machine = ("_name_or_path", "_attn_implementation_autoset", "attn_implementation", "torch_dtype")
    return {k: _plain(v) if isinstance(v, dict) else v for k, v in values.items() if k not in machine}


def write_generation(bundle, generation_config, **more):
    """generation_config.json: what `generate` does by default, so what an answer depends on."""
    write_json(Path(bundle) / "generation_config.json", generation_config.to_diff_dict() | more)


def own_paths(bundle):
    """Text files that name a path of this machine."""
    for path in sorted(Path(bundle).rglob("*.json*")):
        if path.name != "tokenizer.json" and any(p in path.read_text(encoding="utf-8") for p in PATHS):
            yield path


@dataclass(frozen=True)
class Base:
    """The bundle below an overlay, which is known by its digest."""

    directory: Path
    model_type: str

    @staticmethod
    def open(directory):
        directory = Path(directory)
        config = directory / "config.json"
        if not config.is_file():
            raise ValueError(f"{config} is missing; give the bundle that --model was exported to")
        values = json.loads(config.read_text(encoding="utf-8"))
        if "base" in values:
            raise ValueError(f"{directory} is an overlay itself, of {values['base'].get('name')}; give that one")
        return Base(directory, values.get("model_type"))

    def write_config(self, bundle, model_type):
        """config.json of the overlay: what it is of; all else is said by the base's."""
        files = list(bundle_files(self.directory))
        base = {"name": self.directory.resolve().name, "digest": digest(self.directory),
                "bytes": sum(file.stat().st_size for file in files)}
        write_json(Path(bundle) / "config.json", {"model_type": model_type, "base": base})


def bundle_files(directory):
    """The files that make up a bundle, in the order of their names; hidden ones are a tool's own."""
    # followlinks: hubs keep files apart and link to them.
    found = [Path(place) / name for place, _, names in os.walk(directory, followlinks=True) for name in names]
    names = {file.relative_to(directory).as_posix(): file for file in found if file.is_file()}
    return [names[name] for name in sorted(names, key=lambda n: n.encode("utf-16-be")) if not name.startswith(".")]


def digest(directory):
    """What `vlmstream models check` prints: SHA-256 over each file's name, a zero byte and its contents' SHA-256."""
    whole = hashlib.sha256()
    for file in bundle_files(directory):
        whole.update(file.relative_to(directory).as_posix().encode("utf-8") + b"\0")
        with open(file, "rb") as contents:
            whole.update(hashlib.file_digest(contents, "sha256").digest())
    return whole.hexdigest()
