/** The door over HTTP: what is posted is checked at once, and goes the way of what others write to the items topic. */
package dev.vlmstream.ingest.http;
