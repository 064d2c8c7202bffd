/** The settings of {@link dev.vlmstream.inference.GenerationOptions}, by what they are about, checked and written down. */
package dev.vlmstream.inference.generation.settings;
