/**
 * What a replica knows of all runs, read from the topics: the counts of every partition, and where each score lies.
 * Texts and images stay in the topics and are read from there when they are asked for.
 */
package dev.vlmstream.scoring.view;
