/**
 * Probes: small classifiers trained on a model's features, which say whether the information that an answer needs is
 * inside the model. The recipe is the study's (Zhang et al., arXiv 2405.18415, feature_analysis/probe.py): one linear
 * layer, or two with a ReLU between, initialised as torch's {@code nn.Linear}; cross-entropy; Adam; features as they are.
 */
@NullMarked
package dev.vlmstream.evaluation.probe;

import org.jspecify.annotations.NullMarked;
