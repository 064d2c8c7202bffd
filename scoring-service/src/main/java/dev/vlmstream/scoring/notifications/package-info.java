/** What people are told of runs: what happened, once each, on the topic {@code notifications}, and webhooks that are posted it. */
@NullMarked
package dev.vlmstream.scoring.notifications;

import org.jspecify.annotations.NullMarked;
