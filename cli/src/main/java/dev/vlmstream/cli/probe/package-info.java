/** Probes trained on features of finished runs, and their accuracy. */
@NullMarked
package dev.vlmstream.cli.probe;

import org.jspecify.annotations.NullMarked;
