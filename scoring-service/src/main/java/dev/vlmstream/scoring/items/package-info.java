/** Single answers with their texts, read from the topics where the index knows them to be. */
package dev.vlmstream.scoring.items;
