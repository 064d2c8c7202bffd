/** The door over HTTP: what is posted is checked at once, and goes the way of what others write to the items topic. */
@NullMarked
package dev.vlmstream.ingest.http;

import org.jspecify.annotations.NullMarked;
