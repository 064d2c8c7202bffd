/** WebP: the container, VP8 (lossy, RFC 6386) and VP8L (lossless, RFC 9649). */
@NullMarked
package dev.vlmstream.preprocessing.codec.webp;

import org.jspecify.annotations.NullMarked;
