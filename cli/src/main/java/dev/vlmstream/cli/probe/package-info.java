/** Probes trained on features of finished runs, and their accuracy. */
package dev.vlmstream.cli.probe;
