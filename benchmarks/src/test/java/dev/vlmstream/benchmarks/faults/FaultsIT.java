package dev.vlmstream.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A short campaign, by the command that runs the long ones. It mostly waits. */
class FaultsIT {

    @Test
    void afterThreeFaultsTheResultsAreThoseOfAnUndisturbedRun() throws IOException, InterruptedException {
        Path log = Path.of("target", "faults.log");
        ProcessBuilder command = new ProcessBuilder("./run", "faults", "--faults", "3", "--items", "120")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().put("VLMSTREAM_NO_BUILD", "1");
        Process campaign = command.start();
        try {
            assertThat(campaign.waitFor(15, TimeUnit.MINUTES))
                    .as(Files.readString(log))
                    .isTrue();
        } finally {
            campaign.destroy();
        }
        String told = Files.readString(log);
        assertThat(campaign.exitValue()).as(told).isZero();
        assertThat(told).contains("round-1 is complete and exact; 3 faults so far");
        List<String> table = told.lines().filter(line -> line.startsWith("| ")).toList();
        System.out.println(String.join("\n", table));
        assertThat(table).hasSizeGreaterThan(1);
        assertThat(table.subList(1, table.size()))
                .allSatisfy(row -> assertThat(row).endsWith("| 0 | 0 |"));
    }
}
