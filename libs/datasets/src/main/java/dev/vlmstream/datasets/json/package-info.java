/** JSON Lines and JSON arrays. */
@NullMarked
package dev.vlmstream.datasets.json;

import org.jspecify.annotations.NullMarked;
