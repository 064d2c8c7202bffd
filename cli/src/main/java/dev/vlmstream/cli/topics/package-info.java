/** {@code vlmstream topics}: the topics of an installation, and who needs which rights to them. */
@NullMarked
package dev.vlmstream.cli.topics;

import org.jspecify.annotations.NullMarked;
