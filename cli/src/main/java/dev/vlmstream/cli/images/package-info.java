/** What is done with the image store: {@code vlmstream images}. */
@NullMarked
package dev.vlmstream.cli.images;

import org.jspecify.annotations.NullMarked;
