/** The read model of all runs, kept up to date by following the topics. */
package dev.vlmstream.scoring.readmodel;
