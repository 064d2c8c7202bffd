package dev.vlmstream.streaming.loop;

import dev.vlmstream.testing.BrokerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test class whose every test has topics of its own, and ends what worked on them. */
public abstract class InstallationTest extends BrokerTest {
    protected Installation installation;

    @BeforeEach
    void createTopics() {
        installation = new Installation(broker.bootstrap());
    }

    @AfterEach
    void stopLoops() {
        installation.close();
    }
}
