/**
 * Servers that tell how likely each token of a given text is. Each format is one {@link
 * dev.vlmstream.inference.remote.scoring.ScoringFormat}, by the servers' own request and response classes; the one that is
 * spoken is named by a bundle's {@code config.json}.
 *
 * <p>A class name's tokens are those that follow the tokens of the text before it: the text before it is asked about alone
 * first ({@link dev.vlmstream.inference.remote.scoring.Opening}), and each name's text has to begin with just its tokens.
 */
@NullMarked
package dev.vlmstream.inference.remote.scoring;

import org.jspecify.annotations.NullMarked;
