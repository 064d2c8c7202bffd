/** Looks at what the program needs of a machine, and says of what is missing how to get it. */
@NullMarked
package dev.vlmstream.cli.doctor;

import org.jspecify.annotations.NullMarked;
