/** Features that models wrote, read back from their topic. */
package dev.vlmstream.cli.features;
