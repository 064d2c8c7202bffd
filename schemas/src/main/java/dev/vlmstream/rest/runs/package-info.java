/** What a run is: its manifest, its settings, how far it is. */
@NullMarked
package dev.vlmstream.rest.runs;

import org.jspecify.annotations.NullMarked;
