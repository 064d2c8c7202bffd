"""Hugging Face transformers weights to model bundles: ONNX graphs, configuration files, recorded cases."""
