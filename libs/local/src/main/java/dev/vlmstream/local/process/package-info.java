/** Child processes: starting, watching, restarting and ending them. */
@NullMarked
package dev.vlmstream.local.process;

import org.jspecify.annotations.NullMarked;
