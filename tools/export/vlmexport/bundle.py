"""The text files of a bundle."""
import json
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
