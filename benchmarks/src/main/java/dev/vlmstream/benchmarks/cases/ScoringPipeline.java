package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.measure.Side.Round;
import dev.vlmstream.benchmarks.workload.CommittedReader;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Judgements;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Outcomes;
import dev.vlmstream.benchmarks.workload.TopicWriter;
import dev.vlmstream.benchmarks.workload.Waiting;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/** The scoring service with a broker: from the moment predictions can be read until the metrics hold all of them. */
final class ScoringPipeline implements Side, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalStack stack;
    private final TopicWriter writer;
    private final CommittedReader reader;
    private final List<String> models;
    private final int items;
    private Map<TopicPartition, Long> before;
    private int runs;

    private ScoringPipeline(LocalStack stack, List<String> models, int items) {
        this.stack = stack;
        this.models = models;
        this.items = items;
        this.writer = new TopicWriter(stack.bootstrap());
        this.reader = new CommittedReader(stack.bootstrap());
    }

    /**
     * Starts the stack. The service is cold.
     *
     * @param items of a round
     */
    static ScoringPipeline start(Options options, String benchmark, List<String> models, int items) {
        LocalStack stack =
                LocalStack.start(FreshStacks.fresh(options, benchmark).withInstances(ServiceKind.INGEST, 0));
        try {
            return new ScoringPipeline(stack, models, items);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "scoring";
    }

    @Override
    public Round round() {
        return score("scoring-" + ++runs, items);
    }

    /** Scores a run of this many items. */
    Round score(String run, int count) {
        long wanted = (long) count * models.size();
        before = reader.ends();
        Manifests.open(writer, run, Outcomes.CLASSES, models, count);
        awaitCounted(run, 0);
        writer.begin();
        Outcomes.write(writer, run, models, count);
        writer.flush();
        long begun = System.nanoTime();
        writer.commit();
        awaitCounted(run, wanted);
        return Round.since(begun, wanted);
    }

    /**
     * Scores a run of this many items, and counts verdicts on all of its answers.
     *
     * @return when the verdicts could be read, in nanoseconds of {@link System#nanoTime}
     */
    long judge(String run, int count) {
        Manifests.open(writer, run, Outcomes.CLASSES, models, count, Judgements.judges());
        awaitCounted(run, 0);
        writer.begin();
        Outcomes.write(writer, run, models, count);
        writer.commit();
        awaitCounted(run, (long) count * models.size());
        writer.begin();
        models.forEach(model -> Judgements.write(writer, run, model, count));
        writer.flush();
        long begun = System.nanoTime();
        writer.commit();
        awaitJudged(run, (long) count * models.size() * Judgements.RULES.size());
        return begun;
    }

    /** Ends the service and restarts it, until it shows all verdicts of a run. */
    void restart(String run, long verdicts) {
        stack.restart(ServiceKind.SCORING.id());
        awaitJudged(run, verdicts);
    }

    private void awaitJudged(String run, long wanted) {
        await(run, wanted, ScoringPipeline::judged);
    }

    /** Verdicts that are counted and that lie beside the primary rule, over all models; the fewer of the two. */
    private static long judged(JsonNode model) {
        long counted = 0;
        long there = 0;
        for (JsonNode rule : model.get("verdicts")) {
            counted += rule.get("given").asLong();
            there += rule.path("agreement").path("n").asLong();
        }
        return Math.min(counted, there);
    }

    /** The yardstick: a plain consumer that reads the last run's predictions and only counts them. */
    Side consumer() {
        return Side.of("plain consumer", () -> {
            long wanted = (long) items * models.size();
            reader.to(before);
            long begun = System.nanoTime();
            reader.awaitRun("scoring-" + runs, wanted);
            return Round.since(begun, wanted);
        });
    }

    /** Where REST and the page are, without a slash at the end. */
    String server() {
        return stack.server();
    }

    ServiceStatus service() {
        return stack.services().stream()
                .filter(service -> service.name().equals(ServiceKind.SCORING.id()))
                .findFirst()
                .orElseThrow();
    }

    private void awaitCounted(String run, long wanted) {
        await(run, wanted, ScoringPipeline::counted);
    }

    private void await(String run, long wanted, ToLongFunction<JsonNode> ofModel) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long counted = counted(run, ofModel);
        while (counted < wanted) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the metrics of " + run + " count " + counted + " of " + wanted
                        + " after " + PATIENCE.toMinutes() + " minutes; see the logs below benchmarks/target/stacks");
            }
            Waiting.pause(LOOK_EVERY);
            counted = counted(run, ofModel);
        }
    }

    /** Outcomes in a model's metrics. */
    private static long counted(JsonNode model) {
        return model.get("answered").asLong()
                + model.get("unparsed").asLong()
                + model.get("refused").asLong()
                + model.get("failed").asLong();
    }

    /** A number of the metrics, over all models; -1 while the run is unknown. */
    private long counted(String run, ToLongFunction<JsonNode> ofModel) {
        try {
            URI address = URI.create(stack.server() + "/api/runs/" + run + "/metrics");
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                return -1;
            }
            long counted = 0;
            for (JsonNode model : JSON.readTree(answer.body()).get("models")) {
                counted += ofModel.applyAsLong(model);
            }
            return counted;
        } catch (IOException e) {
            throw new UncheckedIOException("the scoring service does not answer at " + stack.server(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + run, e);
        }
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
        stack.close();
    }
}
