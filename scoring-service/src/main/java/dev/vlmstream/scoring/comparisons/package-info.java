/** Models set side by side: pairs of a run, the items where two differ, and the gap between ways of asking. */
package dev.vlmstream.scoring.comparisons;
