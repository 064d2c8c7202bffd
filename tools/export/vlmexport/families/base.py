"""What every family does."""
import torch
from transformers import AutoImageProcessor

from ..onnxfiles import GraphFiles


class Family:
    """One kind of model. Subclasses name their `model_types` and fill in the five steps.

    After construction `model` computes in float32 with eager attention, the form that exports well.
    """

    model_types = ()
    model_class = None
    needs = None  # what must be installed for the family, where it is not

    def __init__(self, source, revision="main"):
        self.model = self.model_class.from_pretrained(source, revision=revision, torch_dtype=torch.float32,
                                                      attn_implementation="eager").eval()
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
