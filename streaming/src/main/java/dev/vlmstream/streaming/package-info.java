/**
 * What the services share. A service brings a {@link dev.vlmstream.streaming.BatchHandler}; everything that makes its
 * results count exactly once is here, and only here.
 */
package dev.vlmstream.streaming;
