package dev.vlmstream.rest;

import java.util.List;

/**
 * A bundle, and the service that last announced it.
 *
 * @param dtype of the graphs with which it answers, such as fp32; empty for a remote model and a judge
 * @param announcedAt when it last did so, by the broker's clock, in milliseconds since the epoch; it repeats it while it is there
 * @param away whether that is so long ago that the service is taken for gone; questions wait until one answers again
 */
public record AnnouncedModel(
        String model,
        String digest,
        String kind,
        List<String> tasks,
        String dtype,
        String service,
        long announcedAt,
        boolean away) {}
