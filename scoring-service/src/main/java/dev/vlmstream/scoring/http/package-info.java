/** What is served over HTTP: runs, metrics, items, images. */
@NullMarked
package dev.vlmstream.scoring.http;

import org.jspecify.annotations.NullMarked;
