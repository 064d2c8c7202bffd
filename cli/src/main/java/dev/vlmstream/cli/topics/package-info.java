/** The topics of an installation, who needs which rights to them, and the dead letters in them. */
@NullMarked
package dev.vlmstream.cli.topics;

import org.jspecify.annotations.NullMarked;
