package dev.vlmstream.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.topics.ModelLease;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.loop.Installation;
import dev.vlmstream.streaming.loop.InstallationTest;
import io.quarkus.runtime.ShutdownEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AnnouncerIT extends InstallationTest {
    private static final ModelHost.Hosted MODEL =
            new ModelHost.Hosted("clip", "digest", "dual-encoder", List.of("zero-shot"), "fp32");

    private static final Wire<ModelAnnouncement> WIRE = Wire.of(ModelAnnouncement.class);

    @Test
    void renewsItsAnnouncementsUntilItEnds() throws Exception {
        Announcer announcer = announcer("600ms");
        announcer.announce("embed", MODEL);
        announcer.announce("embed", new ModelHost.Hosted("other", "digest", "classifier", List.of(), "int8"));
        assertThat(announcements()).extracting(ModelAnnouncement::getModel).contains("clip", "other");
        long first = of("clip").get(0).getAnnouncedAt();
        while (of("clip").size() < 4 || of("other").size() < 4) {
            Thread.sleep(50);
        }
        List<ModelAnnouncement> renewed = of("clip");
        assertThat(renewed).isSortedAccordingTo((a, b) -> Long.compare(a.getAnnouncedAt(), b.getAnnouncedAt()));
        assertThat(renewed).allSatisfy(one -> {
            assertThat(one.getLeaseMillis()).isEqualTo(600);
            assertThat(one.getService()).isEqualTo("embed");
            assertThat(one.getTasks()).containsExactly("zero-shot");
        });

        announcer.stop(new ShutdownEvent());
        int last = of("clip").size();
        Thread.sleep(1_200);
        assertThat(of("clip")).as("nothing is renewed after the end").hasSize(last);
        assertThat(of("clip").get(last - 1).getAnnouncedAt()).isGreaterThan(first);
        assertThat(installation.committed(Topic.MODELS))
                .allMatch(record ->
                        ModelLease.found(record, WIRE.decode(record.value())).isOver());
    }

    @Test
    void aLeaseOfNoTimeIsRefused() {
        assertThatThrownBy(() -> announcer("0s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vlmstream.announcement-lease is PT0S");
    }

    private Announcer announcer(String lease) {
        Installation.Process process = installation.process("0", "announcement-lease", lease);
        return new Announcer(process.settings(), process.config());
    }

    private List<ModelAnnouncement> of(String model) {
        return announcements().stream()
                .filter(one -> one.getModel().equals(model))
                .toList();
    }

    private List<ModelAnnouncement> announcements() {
        return installation.committed(Topic.MODELS).stream()
                .map(record -> WIRE.decode(record.value()))
                .toList();
    }
}
