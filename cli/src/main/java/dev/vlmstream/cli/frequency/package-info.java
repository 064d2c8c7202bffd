/** How often names of classes occur in a corpus. */
@NullMarked
package dev.vlmstream.cli.frequency;

import org.jspecify.annotations.NullMarked;
