package dev.vlmstream.rest.live;

import dev.vlmstream.rest.items.ItemLine;
import java.util.List;

/**
 * Some of the answers that have just come, for those who watch.
 *
 * @param arrived how many came since the message before, of which these are some; in the first message all so far
 * @param seconds since the message before; 0 in the first
 * @param answers newest first, in brief
 */
public record NewestAnswers(String run, long arrived, double seconds, List<ItemLine> answers) {}
