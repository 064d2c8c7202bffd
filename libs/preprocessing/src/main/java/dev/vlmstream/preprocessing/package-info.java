/**
 * Image files, exactly as Pillow and the Hugging Face or torchvision processors read them, because features drift otherwise:
 * {@link dev.vlmstream.preprocessing.ImageDecoder} is {@code Image.open(f).convert("RGB")} within {@link
 * dev.vlmstream.preprocessing.ImageLimits}, {@link dev.vlmstream.preprocessing.processing.ImageProcessor} what a model makes of it.
 */
@NullMarked
package dev.vlmstream.preprocessing;

import org.jspecify.annotations.NullMarked;
