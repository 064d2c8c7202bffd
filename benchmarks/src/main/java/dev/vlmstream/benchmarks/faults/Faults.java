package dev.vlmstream.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.benchmarks.faults.DeliveryAudit.Audit;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.EmojiItems;
import dev.vlmstream.benchmarks.workload.ItemPusher;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import java.time.Duration;
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

    /** How long a run waits for its models: the more faults overlap, the later a late one may come. */
    private static final Duration FIRST_GRACE = Duration.ofSeconds(40);

    private static final Duration GRACE_A_FAULT = Duration.ofSeconds(6);

    private final Testbed testbed;
    private final Study study;
    private final ItemPusher pusher;
    private final DeliveryAudit audits;
    private final FaultTable table;

    private Faults(Testbed testbed, Study study, FaultTable table) {
        this.testbed = testbed;
        this.study = study;
        this.pusher = new ItemPusher(testbed.cluster().bootstrap());
        this.audits = new DeliveryAudit(testbed.cluster().bootstrap());
        this.table = table;
    }

    /**
     * As many rounds under one of Kafka's group protocols as under the other, as far as there are two.
     *
     * @throws IllegalStateException with the table so far, if anything was lost, doubled, different or stuck
     */
    public static BenchmarkReport measure(Options options) {
        int faults = options.campaign().faults() > 0 ? options.campaign().faults() : FAULTS;
        long seed = options.campaign().seed();
        int rounds = Math.min(faults, options.rounds((faults + FAULTS_A_ROUND - 1) / FAULTS_A_ROUND));
        Study study = new Study(new EmojiItems(options.home()), options.items(ITEMS));
        FaultTable table = new FaultTable();
        ProgressLog.say("seed " + seed + ", " + faults + " faults in " + rounds + " rounds");
        List<String> protocols = options.campaign().protocols();
        int stacks = Math.min(rounds, protocols.size());
        Duration grace = FIRST_GRACE.plus(GRACE_A_FAULT.multipliedBy(faults / rounds));
        JsonNode reference = null;
        for (int stack = 0; stack < stacks; stack++) {
            ProgressLog.say("group.protocol=" + protocols.get(stack));
            try (Testbed testbed = Testbed.start(options, protocols.get(stack), grace)) {
                reference = new Faults(testbed, study, table)
                        .run(share(faults, stack, stacks), share(rounds, stack, stacks), seed + stack, reference);
            }
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("seed", seed);
        settings.put("faults", faults);
        settings.put("rounds", rounds);
        settings.put("items", study.items());
        return new BenchmarkReport("faults", settings, List.of(), List.of(table.markdown()));
    }

    /** Of something that is shared out as evenly as can be. */
    private static int share(int all, int part, int parts) {
        return all * (part + 1) / parts - all * part / parts;
    }

    /**
     * Plays the rounds of one stack.
     *
     * @param undisturbed what was told of an undisturbed run; null: there was none yet
     * @return the same
     */
    private JsonNode run(int faults, int rounds, long seed, @Nullable JsonNode undisturbed) {
        JsonNode reference = undisturbed == null ? reference() : undisturbed;
        Schedule schedule = new Schedule(seed, kinds(), testbed.services());
        try (Offsets offsets = new Offsets(testbed.cluster().bootstrap())) {
            Recovery recovery = new Recovery(testbed, offsets);
            for (int round = 0; round < rounds; round++) {
                disturbed("round-" + (round + 1), schedule.round(share(faults, round, rounds)), recovery, reference);
            }
            return reference;
        } finally {
            pusher.close();
            audits.close();
        }
    }

    private Set<FaultKind> kinds() {
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        if (testbed.disk() == null) {
            ProgressLog.say("this user may not mount a small file system: no full disks");
            kinds.remove(FaultKind.FULL_DISK);
        }
        return kinds;
    }

    private JsonNode reference() {
        FaultRound round = new FaultRound(testbed, pusher, study, REFERENCE);
        play(round::play);
        JsonNode numbers = round.numbers(testbed.servers().get(0));
        check(REFERENCE, round.audit(audits, numbers));
        return numbers;
    }

    private void disturbed(String run, List<Fault> faults, Recovery recovery, JsonNode reference) {
        testbed.say(run);
        faults.forEach(fault -> testbed.say("  planned: " + fault));
        FaultRound round = new FaultRound(testbed, pusher, study, run);
        play(() -> round.play(faults, recovery));
        Audit audit = round.audit(audits, reference);
        table.add(round.outcomes(), audit);
        check(run, audit);
        testbed.say(run + " is complete and exact; " + table.faults() + " faults so far");
    }

    private interface Play {
        void run() throws InterruptedException, ExecutionException;
    }

    private void play(Play round) {
        try {
            round.run();
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
            audit.complaints().forEach(testbed::say);
            throw new IllegalStateException(failed(run + ":\n  " + String.join("\n  ", audit.complaints())));
        }
    }

    private String failed(String message) {
        return message + "\nlogs of all processes and the faults' diary: "
                + testbed.data().resolve("logs") + "\n\n" + table.markdown();
    }
}
