/** What is served: runs, metrics, items, images, events. */
package dev.vlmstream.scoring.http;
