/**
 * Model bundles and what they answer: dual encoders, image classifiers, vision-language models and sentence encoders on
 * ONNX Runtime.
 *
 * <p>A bundle is a directory as Hugging Face and transformers.js lay it out. {@link
 * dev.vlmstream.inference.loading.BundleFinder} says what it is, {@link dev.vlmstream.inference.loading.ModelLoader} makes it
 * answer.
 * A model is used by one thread at a time: ONNX Runtime's device arenas grow when a session's runs hop between threads.
 * Two threads load the bundle twice.
 */
@NullMarked
package dev.vlmstream.inference;

import org.jspecify.annotations.NullMarked;
