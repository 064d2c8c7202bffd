/** The log of each process: written in files of bounded size, and read from its end. */
@NullMarked
package dev.vlmstream.local.logs;

import org.jspecify.annotations.NullMarked;
