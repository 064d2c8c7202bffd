/** What a run is: its manifest, its settings, how far it is. */
package dev.vlmstream.rest.runs;
