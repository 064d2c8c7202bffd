/** Questions become answers of vision-language models. */
@NullMarked
package dev.vlmstream.decode;

import org.jspecify.annotations.NullMarked;
