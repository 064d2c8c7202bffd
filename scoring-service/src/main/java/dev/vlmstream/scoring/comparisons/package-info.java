/** Models set side by side: pairs of a run, the items where two differ, and the gap between settings. */
@NullMarked
package dev.vlmstream.scoring.comparisons;

import org.jspecify.annotations.NullMarked;
