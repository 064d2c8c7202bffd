/** What is served over HTTP: runs, metrics, items, images. */
package dev.vlmstream.scoring.http;
