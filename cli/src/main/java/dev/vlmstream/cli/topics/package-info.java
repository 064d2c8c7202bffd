/** {@code vlmstream topics}: the topics of an installation, and who needs which rights to them. */
package dev.vlmstream.cli.topics;
