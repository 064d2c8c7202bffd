/** Which dataset a command means, and how it is said what is fetched. */
@NullMarked
package dev.vlmstream.cli.fetch;

import org.jspecify.annotations.NullMarked;
