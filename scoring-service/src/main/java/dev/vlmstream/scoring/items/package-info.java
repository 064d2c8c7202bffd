/** Single answers with their texts, read from the topics where the index knows them to be. */
@NullMarked
package dev.vlmstream.scoring.items;

import org.jspecify.annotations.NullMarked;
