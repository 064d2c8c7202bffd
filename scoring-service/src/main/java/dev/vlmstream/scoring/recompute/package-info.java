/** Results that take a look at all items: kept, and worked out again when enough has been added. */
@NullMarked
package dev.vlmstream.scoring.recompute;

import org.jspecify.annotations.NullMarked;
