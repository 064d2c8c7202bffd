package dev.vlmstream.cli.topics;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.Numbers;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.Terminal;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.items.DeadLetterLine;
import dev.vlmstream.schemas.topics.Keys;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows dead letters, and sends again those that no run has counted. */
@Command(
        name = "dead-letters",
        description = {
            "Shows the records that could not be processed, with the reason, oldest first.",
            "",
            "Once the cause is fixed, --replay sends records whose run is unknown back to the topics they came from, with"
                    + " the same bytes and key. Records of a run are not replayed: they count as failed there,"
                    + " and the first outcome of an item stays. Push the data as another run instead; stored answers of"
                    + " remote models are reused.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream dead-letters flowers-1",
            "  vlmstream dead-letters --json | jq .reason",
            "  vlmstream dead-letters --replay --into flowers-2 --yes"
        })
public final class DeadLettersCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Only records of this run (default: all).")
    private @Nullable String run;

    @Mixin
    private TargetOption where;

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Numbers.FromOne.class,
            defaultValue = "100",
            description = "Show at most N (default: ${DEFAULT-VALUE}; with --json all).")
    private int limit;

    @Option(names = "--json", description = "Print as JSON Lines.")
    private boolean json;

    @Option(names = "--replay", description = "Send records without a run again.")
    private boolean replay;

    @Option(names = "--into", paramLabel = "RUN", description = "With --replay: the run for items that name none.")
    private @Nullable String into;

    @Option(names = "--yes", description = "With --replay: do not ask first.")
    private boolean yes;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new WrongValue("--limit must be 1 or more, got " + limit);
        }
        if (replay) {
            return replay();
        }
        if (into != null || yes) {
            throw new WrongValue("--into and --yes belong to --replay");
        }
        show(where.client());
        return 0;
    }

    private void show(ScoringClient client) {
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = new TextTable("at", "run", "item", "model", "service", "from", "reason");
        int shown = 0;
        int most = json ? Integer.MAX_VALUE : limit;
        List<DeadLetterLine> page = client.deadLetters(run, 0, PAGE);
        for (int number = 1; !page.isEmpty() && shown < most; number++) {
            for (DeadLetterLine letter : page) {
                if (json) {
                    out.println(Json.line(letter));
                } else if (shown < most) {
                    row(table, letter);
                }
                shown++;
            }
            page = page.size() < PAGE ? List.of() : client.deadLetters(run, number, PAGE);
        }
        if (shown == 0 && run != null) {
            // A mistyped id is an error.
            client.run(run);
        }
        if (!json) {
            print(out, table, shown);
        }
        out.flush();
    }

    private void print(PrintWriter out, TextTable table, int seen) {
        if (seen == 0) {
            out.println("no dead letters" + (run == null ? "" : " of run " + run));
            return;
        }
        table.lines().forEach(out::println);
        if (seen > limit) {
            out.println("there are more; --limit N or --json shows them");
        }
    }

    private static void row(TextTable table, DeadLetterLine letter) {
        table.row(
                Instant.ofEpochMilli(letter.at()).toString(),
                orDash(letter.run()),
                orDash(letter.item()),
                orDash(letter.model()),
                orDash(letter.service()),
                letter.topic() + "-" + letter.partition() + "@" + letter.offset(),
                orDash(letter.reason()));
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "–" : text;
    }

    private int replay() {
        if (run != null) {
            throw new CommandFailure("the records of run \"" + run + "\" are counted as failed there, and the first"
                    + " outcome of an item stays; push the data as another run once the cause is fixed");
        }
        if (into != null) {
            Keys.requireRun(into);
        }
        Replay replay = new Replay(where.kafka().topics(), into);
        long found = replay.count();
        PrintWriter out = spec.commandLine().getOut();
        if (found > 0 && !agreed(found)) {
            out.println("nothing is sent");
            return 1;
        }
        long sent = found == 0 ? 0 : replay.send();
        out.println(sent + " records of no run sent again" + (into == null ? "" : ", into run " + into) + "; "
                + replay.ofRuns() + " that runs have counted were left");
        out.flush();
        return 0;
    }

    private boolean agreed(long records) {
        if (yes) {
            return true;
        }
        if (!Terminal.isInteractive()) {
            throw new CommandFailure(records + " records would be sent again; say --yes where nobody can be asked");
        }
        String answer = System.console().readLine("send %d records again? [y/N] ", records);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }
}
