/**
 * From the bytes of an image file to the numbers a model reads, exactly as Pillow and the Hugging Face or torchvision
 * processors compute them: {@link dev.vlmstream.inference.image.ImageDecoder} is {@code Image.open(f).convert("RGB")},
 * {@link dev.vlmstream.inference.image.ImageProcessor} the pad, resize, crop, rescale and normalise that a model's
 * configuration file describes. Every byte is the same as the reference's; features drift otherwise.
 */
package dev.vlmstream.inference.image;
