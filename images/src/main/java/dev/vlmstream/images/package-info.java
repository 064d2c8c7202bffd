/**
 * Image files, exactly as Pillow and the Hugging Face or torchvision processors read them, because features drift otherwise:
 * {@link dev.vlmstream.images.ImageDecoder} is {@code Image.open(f).convert("RGB")} within {@link
 * dev.vlmstream.images.ImageLimits}, {@link dev.vlmstream.images.processing.ImageProcessor} what a model makes of it.
 */
@NullMarked
package dev.vlmstream.images;

import org.jspecify.annotations.NullMarked;
