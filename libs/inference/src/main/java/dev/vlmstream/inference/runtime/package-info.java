/** How a bundle is run: where its graphs are computed, with how many threads, and on how many questions at once. */
@NullMarked
package dev.vlmstream.inference.runtime;

import org.jspecify.annotations.NullMarked;
