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
        awaitAnnouncements("clip", 4);
        awaitAnnouncements("other", 4);
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

    /** A judge of the same bundle is announced under a name of its own. */
    @Test
    void aModelsTroubleIsAnnouncedAtOnceAndUntilItIsOver() throws Exception {
        Announcer announcer = announcer("10m");
        announcer.announce("judge", new ModelHost.Hosted("judge:writer", "digest", "remote", List.of(), ""));
        announcer.announce("decode", MODEL);
        announcer.reportTrouble("writer", "writer is away");
        awaitAnnouncements("judge:writer", 2);
        announcer.reportTrouble("writer", "");
        awaitAnnouncements("judge:writer", 3);
        assertThat(of("judge:writer"))
                .extracting(ModelAnnouncement::getTrouble)
                .containsExactly("", "writer is away", "");
        assertThat(of("clip")).extracting(ModelAnnouncement::getTrouble).containsOnly("");
        announcer.stop(new ShutdownEvent());
        announcer.reportTrouble("writer", "reported after the end");
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

    private void awaitAnnouncements(String model, int count) throws InterruptedException {
        while (of(model).size() < count) {
            Thread.sleep(50);
        }
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
