/** Single answers: what was asked and said, what rules and judges made of it, and what failed. */
@NullMarked
package dev.vlmstream.rest.items;

import org.jspecify.annotations.NullMarked;
