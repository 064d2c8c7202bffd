/** Records that could not be worked on: shown, and sent again. */
package dev.vlmstream.cli.deadletters;
