/** What all vision-language models share, and {@link dev.vlmstream.inference.language.Architecture}, where they differ. */
package dev.vlmstream.inference.language;
