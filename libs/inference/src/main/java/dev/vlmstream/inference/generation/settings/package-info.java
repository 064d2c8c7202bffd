/** The settings of {@link dev.vlmstream.inference.GenerationOptions}, by what they are about, checked and written down. */
@NullMarked
package dev.vlmstream.inference.generation.settings;

import org.jspecify.annotations.NullMarked;
