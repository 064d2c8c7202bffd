/**
 * The families of models that see, one file or two each: which bundles are theirs, what those need, how pictures become image
 * tokens and where these stand in a prompt. {@link dev.vlmstream.inference.loading.ModelFamilies} lists them.
 */
@NullMarked
package dev.vlmstream.inference.families;

import org.jspecify.annotations.NullMarked;
