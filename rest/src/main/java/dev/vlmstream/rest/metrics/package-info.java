/** The numbers of a run and its models, by rule, class and frequency, and over time. */
package dev.vlmstream.rest.metrics;
