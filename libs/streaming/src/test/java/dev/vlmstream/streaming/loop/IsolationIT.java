package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.testing.BrokerTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.Test;

/** Installations that share a broker, and replicas that share a name. */
class IsolationIT extends BrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @Test
    void installationsWithTwoPrefixesDoNotPutEachOtherOut() throws Exception {
        try (Installation first = new Installation(broker.bootstrap());
                Installation second = new Installation(broker.bootstrap())) {
            List<Installation> both = List.of(first, second);
            List<Installation.Process> replicas = both.stream()
                    .flatMap(installation -> IntStream.range(0, 2)
                            .mapToObj(instance -> installation.process(String.valueOf(instance), "batch.size", "5")))
                    .toList();
            replicas.forEach(replica -> replica.start("echo", new EchoHandler()));
            for (int round = 0; round < 4; round++) {
                List<String> some = numbers(round * 100, 100);
                both.forEach(installation -> installation.push(some));
                int expected = (round + 1) * 100;
                await().atMost(PATIENCE)
                        .until(() -> both.stream().allMatch(one -> one.echoes().size() >= expected));
            }
            both.forEach(installation ->
                    assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(0, 400)));
            assertThat(replicas)
                    .allSatisfy(replica -> assertThat(replica.restarts()).isZero());
            assertThat(groups())
                    .contains(
                            first.settings.names().group("echo"),
                            second.settings.names().group("echo"));
        }
    }

    @Test
    void replicasThatShareANameSaySo() {
        try (Installation installation = new Installation(broker.bootstrap())) {
            Installation.Process one = installation.process("same");
            Installation.Process other = installation.process("same");
            one.start("echo", new EchoHandler());
            other.start("echo", new EchoHandler());
            await().atMost(PATIENCE).until(() -> complains(one) || complains(other));
            String group = installation.settings.names().group("echo");
            assertThat(List.of(one, other))
                    .filteredOn(IsolationIT::complains)
                    .allSatisfy(replica -> assertThat(
                                    replica.monitor().fencing().complaint().orElseThrow())
                            .contains(group + "-same", "vlmstream.instance"));
        }
    }

    private static boolean complains(Installation.Process process) {
        return process.monitor().fencing().complaint().isPresent();
    }

    private static List<String> groups() throws Exception {
        try (Admin admin = Admin.create(java.util.Map.of("bootstrap.servers", broker.bootstrap()))) {
            return admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .toList();
        }
    }

    private static List<String> numbers(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(String::valueOf).toList();
    }
}
