package dev.vlmstream.schemas.cluster;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.ForwardingAdmin;

/**
 * An admin client whose {@link #close()} returns. Kafka's own waits for the calls that are under way, and with a broker that
 * accepts connections and answers nothing it waits for good: calls whose time is up are not always taken off its list.
 */
public final class BoundedAdmin extends ForwardingAdmin {
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** @param config as for {@link org.apache.kafka.clients.admin.Admin#create(Map)} */
    public BoundedAdmin(Map<String, Object> config) {
        super(config);
    }

    /** Waits for calls that are under way as long as asked for, but at most a second, and gives them up. */
    @Override
    public void close(Duration timeout) {
        super.close(timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST);
    }
}
