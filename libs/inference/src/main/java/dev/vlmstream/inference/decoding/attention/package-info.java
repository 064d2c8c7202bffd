/** What tokens attend to where it is not only what is before them. */
@NullMarked
package dev.vlmstream.inference.decoding.attention;

import org.jspecify.annotations.NullMarked;
