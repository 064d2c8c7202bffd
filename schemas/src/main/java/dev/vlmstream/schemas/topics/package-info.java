/** Names, settings and keys of the topics. */
package dev.vlmstream.schemas.topics;
