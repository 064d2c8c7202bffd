/** Questions become answers of vision-language models. */
package dev.vlmstream.decode;
