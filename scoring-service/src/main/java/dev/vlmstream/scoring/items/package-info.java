/** Single answers with their texts, read from the topics where the index says that they lie. */
package dev.vlmstream.scoring.items;
