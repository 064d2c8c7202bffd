package dev.vlmstream.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.benchmarks.report.Report;
import dev.vlmstream.benchmarks.workload.EmojiItems;
import dev.vlmstream.benchmarks.workload.ItemPusher;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Progress;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A campaign: an undisturbed run, then rounds of faults whose results must be the same to the last digit. */
public final class Faults {
    private static final int FAULTS = 10;
    private static final int FAULTS_A_ROUND = 10;
    private static final int ITEMS = 2_000;
    private static final String REFERENCE = "undisturbed";

    private final Testbed testbed;
    private final Study study;
    private final ItemPusher pusher;
    private final Books books;
    private final FaultTable table = new FaultTable();

    private Faults(Testbed testbed, Options options) {
        this.testbed = testbed;
        this.study = new Study(new EmojiItems(options.home()), options.items(ITEMS));
        this.pusher = new ItemPusher(testbed.cluster().bootstrap());
        this.books = new Books(testbed.cluster().bootstrap());
    }

    /** @throws IllegalStateException with the table so far, if anything was lost, doubled, different or stuck */
    public static Report measure(Options options) {
        int faults = options.campaign().faults() > 0 ? options.campaign().faults() : FAULTS;
        long seed = options.campaign().seed();
        int rounds = options.rounds((faults + FAULTS_A_ROUND - 1) / FAULTS_A_ROUND);
        Progress.say("seed " + seed + ", " + faults + " faults in " + rounds + " rounds");
        try (Testbed testbed = Testbed.start(options)) {
            Faults campaign = new Faults(testbed, options);
            campaign.run(faults, rounds, seed);
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("seed", seed);
            settings.put("faults", faults);
            settings.put("rounds", rounds);
            settings.put("items", campaign.study.items());
            return new Report("faults", settings, List.of(), List.of(campaign.table.markdown()));
        }
    }

    private void run(int faults, int rounds, long seed) {
        JsonNode reference = reference();
        Schedule schedule = new Schedule(seed, kinds(), testbed.services());
        try (Offsets offsets = new Offsets(testbed.cluster().bootstrap())) {
            Recovery recovery = new Recovery(testbed, offsets);
            for (int number = 1; number <= rounds; number++) {
                int count = faults * number / rounds - faults * (number - 1) / rounds;
                disturbed("round-" + number, schedule.round(count), recovery, reference);
            }
        } finally {
            pusher.close();
            books.close();
        }
    }

    private Set<FaultKind> kinds() {
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        if (testbed.disk() == null) {
            Progress.say("this user may not mount a small file system: no full disks");
            kinds.remove(FaultKind.FULL_DISK);
        }
        return kinds;
    }

    private JsonNode reference() {
        FaultRound round = new FaultRound(testbed, pusher, study, REFERENCE);
        play(round, List.of(), null);
        JsonNode numbers = round.numbers(testbed.servers().get(0));
        check(REFERENCE, round.audit(books, numbers));
        return numbers;
    }

    private void disturbed(String run, List<Fault> faults, Recovery recovery, JsonNode reference) {
        testbed.diary().say(run);
        faults.forEach(fault -> testbed.diary().say("  planned: " + fault));
        FaultRound round = new FaultRound(testbed, pusher, study, run);
        play(round, faults, recovery);
        Audit audit = round.audit(books, reference);
        table.add(round.outcomes(), audit);
        check(run, audit);
        testbed.diary().say(run + " is complete and exact; " + table.faults() + " faults so far");
    }

    private void play(FaultRound round, List<Fault> faults, @Nullable Recovery recovery) {
        try {
            round.play(faults, recovery);
        } catch (ExecutionException e) {
            throw new IllegalStateException(failed(e.getCause().getMessage()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(failed(e.getMessage()), e);
        }
    }

    private void check(String run, Audit audit) {
        if (!audit.complaints().isEmpty()) {
            audit.complaints().forEach(testbed.diary()::say);
            throw new IllegalStateException(failed(run + ":\n  " + String.join("\n  ", audit.complaints())));
        }
    }

    private String failed(String message) {
        return message + "\nlogs of all processes and the faults' diary: "
                + testbed.data().resolve("logs") + "\n\n" + table.markdown();
    }
}
