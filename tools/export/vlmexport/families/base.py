"""What every family does."""
import torch
from transformers import AutoImageProcessor

from ..names import is_wrapped, needless, some
from ..onnxfiles import GraphFiles


class Family:
    """One kind of model. Subclasses name their `model_types` and fill in the five steps.

    After construction `model` computes in float32 with eager attention, the form that exports well.
    """

    model_types = ()
    model_class = None
    needs = None  # what must be installed for the family, where it is not
    unused = ()   # what the names of weights begin with that no graph has

    def __init__(self, source, revision="main"):
        self.model = load(self.model_class, source, self.unused, revision=revision, attn_implementation="eager").eval()
        self.read_processor(source, revision)

    @property
    def core(self):
        """What holds vision and language; since transformers 4.52 apart from the head, as `model`."""
        return getattr(self.model, "model", self.model)

    def graph_of(self, weight):
        """The graph with a weight, by its canonical name (vlmexport.names): what an overlay bundle has of its own."""
        raise ValueError(f"{self.model.config.model_type} has no overlay bundles; export a whole one, without --overlay-of")

    def read_processor(self, source, revision):
        """Reads what turns images and texts into inputs; a family without texts has an image processor alone."""
        self.image_processor = image_processor(source, revision)

    def write_text(self, bundle):
        """Writes configuration and tokenizer files."""
        raise NotImplementedError

    def export_graphs(self, files: GraphFiles):
        """Writes the graphs; the model's weights are in `files.torch_dtype` meanwhile."""
        raise NotImplementedError

    def record(self, golden):
        """Adds cases with what torch computes."""
        raise NotImplementedError

    def replay(self, files: GraphFiles, recorded, deviations):
        """Computes the recorded cases with ONNX Runtime alone."""
        raise NotImplementedError


def image_processor(source, revision="main"):
    """The processor that goes through Pillow: the torchvision one differs in the last bits and is not what we compare with."""
    return AutoImageProcessor.from_pretrained(source, revision=revision, use_fast=False)


def load(model_class, source, unused=(), **options):
    """from_pretrained in float32; ValueError unless every weight is the checkpoint's: transformers draws others at random."""
    model, info = model_class.from_pretrained(source, torch_dtype=torch.float32, output_loading_info=True,
                                              ignore_mismatched_sizes=True, **options)
    state = model.state_dict(keep_vars=True)
    # Transformers 5 gives both shapes beside the name, 4.51 the name alone.
    mismatched = {key if isinstance(key, str) else key[0] for key in info["mismatched_keys"]}
    # An index may name a tensor that no file has; it stays without numbers.
    missing = set(info["missing_keys"]) - mismatched | {name for name, tensor in state.items() if tensor.is_meta}
    loaded = {tensor.data_ptr() for name, tensor in state.items() if name not in missing | mismatched}
    missing = {name for name in missing if state[name].is_meta or state[name].data_ptr() not in loaded}  # others are tied
    modules = dict(model.named_modules())
    problems = {"lacks": missing, "has another shape of": mismatched,
                "also has": {name for name in info["unexpected_keys"] if _within(modules, name)}}
    problems = {what: sorted(name for name in names if not needless(name) and not name.startswith(tuple(unused)))
                for what, names in problems.items()}
    if any(problems.values()):
        said = ", and ".join(f"{what} {some(names, 3)}" for what, names in problems.items() if names)
        raise ValueError(f"{source}: the checkpoint {said}: it is not the {type(model).__name__} of its config.json; probably "
                         f"{_cause(problems['lacks'], info['unexpected_keys'])}; or ask the model through a vLLM server or a "
                         "worker of your own")
    return model


def _within(modules, name):
    """Does a weight that the model lacks belong to its layers? Heads and towers that stand beside them are not exported."""
    owner = name.rpartition(".")[0]
    if owner in modules:
        return True
    while owner not in modules:
        owner = owner.rpartition(".")[0]
    steps = owner.split(".")
    return any(isinstance(modules[".".join(steps[:n + 1])], torch.nn.ModuleList) for n in range(len(steps)))


def _cause(missing, unexpected):
    if any("lora_" in name or ".base_layer." in name for name in unexpected):
        return "it is an adapter: give the model that it was trained from with --model, and the adapter with --adapter"
    if any(is_wrapped(name) for name in unexpected):
        return ("a training framework wrote it, under names of its own: give the model that it was trained from with --model, and "
                "this with --checkpoint")
    if missing and unexpected:
        return "it has another family's layout: convert it to transformers' names"
    if missing:
        return "a layer, a part or a file was not saved: give what save_pretrained writes of the whole model"
    return "the configuration is another model's: give the one that was saved with these weights"
