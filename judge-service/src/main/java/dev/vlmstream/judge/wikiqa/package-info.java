/** Datasets of questions, made by models that write: each step that asks one is a consumer group over a topic of its own. */
@NullMarked
package dev.vlmstream.judge.wikiqa;

import org.jspecify.annotations.NullMarked;
