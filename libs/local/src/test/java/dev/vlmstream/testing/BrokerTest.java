package dev.vlmstream.testing;

import org.junit.jupiter.api.BeforeAll;

/** A test class with a real broker, which all such classes of a process share: each has topics under prefixes of its own. */
public abstract class BrokerTest {
    protected static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.shared();
    }
}
