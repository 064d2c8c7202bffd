/** Names, settings and keys of the topics. */
@NullMarked
package dev.vlmstream.schemas.topics;

import org.jspecify.annotations.NullMarked;
