/** Datasets of questions, made by the judge service's models: what is asked for, how far it is, and what is written of it. */
@NullMarked
package dev.vlmstream.cli.wikiqa;

import org.jspecify.annotations.NullMarked;
