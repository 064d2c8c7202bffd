/** Child processes: starting, watching, restarting and ending them, and the logs that they keep. */
@NullMarked
package dev.vlmstream.local.process;

import org.jspecify.annotations.NullMarked;
