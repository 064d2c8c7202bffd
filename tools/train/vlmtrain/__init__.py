"""Training on bundles, without the checkpoints that they were exported from; checkpoints are overlay bundles."""
