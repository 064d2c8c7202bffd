/** What all vision-language models share, and {@link dev.vlmstream.inference.language.Architecture}, where they differ. */
@NullMarked
package dev.vlmstream.inference.language;

import org.jspecify.annotations.NullMarked;
