/** Models set side by side: pairs of a run, the items where two differ, and the gap between settings. */
package dev.vlmstream.scoring.comparisons;
