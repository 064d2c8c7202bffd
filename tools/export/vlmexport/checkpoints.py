"""Trained weights in the place of a model's: a projector, a LoRA adapter, a whole checkpoint, a Q-Former of LAVIS."""
import json
import re
from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
import torch

from .families.base import load
from .names import canonical, from_lavis, is_lavis, needless, part, some

NON_LORA = "non_lora_trainables.bin"
WHOLE = ("model.safetensors.index.json", "pytorch_model.bin.index.json", "model.safetensors", "pytorch_model.bin")
ADAPTER = ("adapter_model.safetensors", "adapter_model.bin")


@dataclass(frozen=True)
class Trained:
    """What was trained, by the option that names it; None: nothing."""

    checkpoint: str = None
    adapter: str = None
    projector: str = None

    def apply(self, family):
        """Puts the weights into `family.model`; returns the canonical names of those that differ now."""
        changed = set()
        if self.checkpoint:
            changed |= Weights(family).replace(read_like(family, self.checkpoint), self.checkpoint)
        if self.adapter:
            changed |= merge_adapter(family, Path(self.adapter))
        if self.projector:
            weights = Weights(family)
            weights.require_projector(self.projector)
            changed |= weights.replace(read(Path(self.projector)), self.projector, ("projector",))
        return changed


def read(file):
    """Name -> tensor of one .bin, .pt, .pth or .safetensors; LAVIS and trainers put the weights under `model`."""
    file = Path(file)
    if not file.is_file():
        raise ValueError(f"{file} does not exist or is not a file; give the file with the weights")
    try:
        if file.suffix == ".safetensors":
            return safetensors.torch.load_file(file)
        state = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as problem:
        raise ValueError(f"{file} cannot be read as weights ({_line(problem)}); .bin, .pt and .pth hold what torch.save "
                         "writes of a state dict, .safetensors what safetensors does") from problem
    for key in ("model", "state_dict"):
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
    if not isinstance(state, dict) or not all(isinstance(tensor, torch.Tensor) for tensor in state.values()) or not state:
        raise ValueError(f"{file} holds {type(state).__name__}, needed is a state dict: names with tensors")
    return state


def read_like(family, place):
    """As `read_whole`; a directory that is of the same kind is read by transformers, which saves some under other names."""
    config = Path(place) / "config.json"
    if config.is_file():
        kind = json.loads(config.read_text(encoding="utf-8")).get("model_type")
        if kind == family.model.config.model_type:
            return load(type(family.model), place, family.unused).state_dict()
    return read_whole(place)


def read_whole(place):
    """Name -> tensor of a file, or of a directory as save_pretrained writes it, in parts or not."""
    place = Path(place)
    if not place.is_dir():
        return read(place)
    found = next((place / name for name in WHOLE if (place / name).is_file()), None)
    if found is None:
        raise ValueError(f"{place} has none of {', '.join(WHOLE)}; give a directory that save_pretrained wrote, or a file")
    if found.suffix != ".json":
        return read(found)
    state = {}
    for name in sorted(set(json.loads(found.read_text(encoding="utf-8"))["weight_map"].values())):
        state |= read(place / name)
    return state


class Weights:
    """A model's weights by canonical name; replaced in place."""

    def __init__(self, family):
        self.model, self.kind = family.model, family.model.config.model_type
        # Tied weights have two names and are one tensor.
        self.own = {}
        for name, tensor in self.model.state_dict(keep_vars=True).items():
            if not needless(name) and self.own.setdefault(canonical(name), tensor) is not tensor:
                raise AssertionError(f"{self.kind}: two weights are called {canonical(name)}")

    def require_projector(self, source):
        if not any(part(name) == "projector" for name in self.own):
            raise ValueError(f"{source}: {self.kind} has no projector as LLaVA's; --projector is for LLaVA's kin, "
                             "give a Q-Former with --checkpoint")

    def replace(self, state, source, required=()):
        """Takes every tensor of `state`; a part of the model that it touches must be whole in it.

        `required`: parts that must be in it. Returns the canonical names of tensors that differ now.
        """
        if is_lavis(state):
            state = from_lavis(state, self.kind == "instructblip")
        given = {canonical(name): (name, tensor) for name, tensor in state.items() if not needless(name)}
        self._require_names(given, source, required)
        changed = set()
        for name, (called, tensor) in given.items():
            own = self.own[name]
            rows = self._rows(name, called, tensor, own, source)
            with torch.no_grad():
                if not torch.equal(own[:rows] if rows else own, tensor.to(own.dtype)):
                    (own[:rows] if rows else own).copy_(tensor)
                    changed |= {other for other, tied in self.own.items() if tied.data_ptr() == own.data_ptr()}
        return changed

    def _require_names(self, given, source, required):
        unknown = [called for name, (called, _) in given.items() if name not in self.own]
        parts = {part(name) for name in given} | set(required)
        tied = {self.own[name].data_ptr() for name in given if name in self.own}
        missing = [name for name, own in self.own.items()
                   if part(name) in parts and name not in given and own.data_ptr() not in tied]
        if not unknown and not missing:
            return
        problem = " and ".join(filter(None, [unknown and f"{self.kind} has no {some(unknown)}",
                                             missing and f"{some(missing)} is missing"]))
        has = some([f"{called} {list(tensor.shape)}" for called, tensor in given.values()])
        wanted = [name for name in self.own if part(name) in parts] or list(self.own)
        needs = some([f"{_spoken(name)} {list(self.own[name].shape)}" for name in wanted])
        raise ValueError(f"{source}: {problem}; it has {has}; needed are {needs}")

    def _rows(self, name, called, tensor, own, source):
        """None: all. A vocabulary may be shorter than the model's, which transformers pads: the padding stays."""
        if tensor.shape == own.shape:
            return None
        vocabulary = name == "head.weight" or name.endswith("embed_tokens.weight")
        if vocabulary and tensor.dim() == 2 and tensor.shape[1] == own.shape[1] and tensor.shape[0] < own.shape[0]:
            return tensor.shape[0]
        raise ValueError(f"{source}: {called} is {list(tensor.shape)}, needed is {list(own.shape)} for {_spoken(name)} of "
                         f"{self.kind}; it is another model's")


def merge_adapter(family, directory):
    """Merges a LoRA adapter that PEFT or LLaVA's training wrote, and takes what lies beside it in NON_LORA."""
    from peft import LoraConfig, PeftConfig, get_peft_model

    state, config = _read_adapter(directory, PeftConfig)
    if not isinstance(config, LoraConfig):
        raise ValueError(f"{directory}/adapter_config.json: peft_type {config.peft_type} cannot be merged; needed is LORA")
    changed = set()
    whole = {name: tensor for name, tensor in state.items() if ".lora_" not in name}
    if whole:  # modules_to_save
        changed |= Weights(family).replace({re.sub(r"\.modules_to_save(\.default)?\.", ".", name): tensor
                                            for name, tensor in whole.items()}, directory)
    if (directory / NON_LORA).is_file():
        changed |= Weights(family).replace(read(directory / NON_LORA), directory / NON_LORA)
    modules = {canonical(name + "."): name for name, _ in family.model.named_modules() if name}
    lora, targets = {}, {}
    for name, tensor in state.items():
        if ".lora_" in name:
            module, rest = name.split(".lora_", 1)
            own = modules.get(canonical(module + "."))
            if own is None:
                raise ValueError(f"{directory}: the adapter has {name}, but {family.model.config.model_type} has no such "
                                 f"layer; needed is an adapter of this language model's layers, as {_example(modules)}")
            targets[own] = module
            lora[f"{own}.lora_{rest}"] = tensor
    if not lora:
        raise ValueError(f"{directory}: the adapter has no lora_A and lora_B; it has {some(list(state)) or 'nothing'}")
    config.target_modules, config.modules_to_save, config.task_type = sorted(targets), None, None
    config.layers_to_transform = config.layers_pattern = config.exclude_modules = None
    config.lora_dropout, config.inference_mode = 0.0, True
    tuned = get_peft_model(family.model, config)
    _fill(tuned, lora, directory)
    family.model = tuned.merge_and_unload().eval()
    weights = Weights(family)
    for own in targets:
        changed.add(canonical(own + ".weight"))
    tied = {weights.own[name].data_ptr() for name in changed if name in weights.own}
    return changed | {name for name, own in weights.own.items() if own.data_ptr() in tied}


def _read_adapter(directory, peft_config):
    found = next((directory / name for name in ADAPTER if (directory / name).is_file()), None)
    if found is None or not (directory / "adapter_config.json").is_file():
        raise ValueError(f"{directory} has no {' or '.join(ADAPTER) if found is None else 'adapter_config.json'}; give the "
                         "directory that PEFT's save_pretrained, or LLaVA's training with --lora_enable, wrote")
    try:
        return read(found), peft_config.from_pretrained(str(directory))
    except (TypeError, KeyError, json.JSONDecodeError) as problem:
        raise ValueError(f"{directory}/adapter_config.json cannot be read: {_line(problem)}") from problem


def _fill(tuned, lora, directory):
    """Every factor of the adapter's into its place, and none left as it was made."""
    places = {re.sub(r"\.(lora_\w+)\.default", r".\1", name): tensor
              for name, tensor in tuned.base_model.model.named_parameters() if ".lora_" in name}
    for name in sorted(places.keys() | lora.keys()):
        given, place = (tensors.get(name) for tensors in (lora, places))
        if given is None or place is None or given.shape != place.shape:
            has, needs = ("none" if tensor is None else list(tensor.shape) for tensor in (given, place))
            raise ValueError(f"{directory}: {name} is {has}, needed is {needs} by its adapter_config.json and this model; "
                             "one of them is another model's")
        place.data.copy_(given)


def _spoken(name):
    """A canonical name as transformers 4.51 calls it in LLaVA; others as they are."""
    return re.sub(r"^projector\.", "multi_modal_projector.", name)


def _example(modules):
    return next((name for name in modules if "q_proj" in name), next(iter(modules))).rstrip(".")


def _line(problem):
    return str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
