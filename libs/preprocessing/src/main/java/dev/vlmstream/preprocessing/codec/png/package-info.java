/** PNG of every colour type and depth. */
@NullMarked
package dev.vlmstream.preprocessing.codec.png;

import org.jspecify.annotations.NullMarked;
