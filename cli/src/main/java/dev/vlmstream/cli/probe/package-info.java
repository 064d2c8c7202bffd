/** Features of finished runs, and what a probe trained on them says. */
package dev.vlmstream.cli.probe;
