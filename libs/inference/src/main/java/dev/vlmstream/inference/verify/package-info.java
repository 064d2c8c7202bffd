/** Does this build on this machine give what the reference implementation recorded for a bundle? */
@NullMarked
package dev.vlmstream.inference.verify;

import org.jspecify.annotations.NullMarked;
