package dev.vlmstream.streaming;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test class whose every test has topics of its own, and ends what worked on them. */
abstract class InstallationTest extends BrokerTest {
    Installation installation;

    @BeforeEach
    void createTopics() {
        installation = new Installation(broker.bootstrap());
    }

    @AfterEach
    void stopLoops() {
        installation.close();
    }
}
