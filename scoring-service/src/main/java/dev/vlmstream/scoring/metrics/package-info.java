/** The numbers of a run as they are served: by model, rule, class and time. */
package dev.vlmstream.scoring.metrics;
