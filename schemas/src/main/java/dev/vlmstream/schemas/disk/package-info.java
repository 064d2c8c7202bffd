/** The disk that services, broker and command write to. */
@NullMarked
package dev.vlmstream.schemas.disk;

import org.jspecify.annotations.NullMarked;
