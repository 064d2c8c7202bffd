package dev.vlmstream.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.topics.EventHeaders;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.junit.jupiter.api.Test;

class TracingTest {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @Test
    void oneItemIsOneTraceFromIngestOverDecodingToItsScore() {
        Headers question = ingested(tracing(Sampler.alwaysOn()), record(new RecordHeaders()));

        Headers prediction = new RecordHeaders();
        BatchTrace decoding =
                tracing(Sampler.alwaysOn()).batch(false, "g", List.of(record(question), record(new RecordHeaders())));
        decoding.carry(prediction("1", "vlm"), prediction);
        decoding.carry(prediction("untraced", "vlm"), new RecordHeaders());
        decoding.end();
        Headers score = tracing(Sampler.alwaysOn()).event(prediction, new Tracing.Source("predictions", "s"), score());

        List<SpanData> all = spans.getFinishedSpanItems();
        assertThat(all).extracting(SpanData::getName).containsExactly("process t", "process t", "process predictions");
        assertThat(all).extracting(SpanData::getTraceId).containsOnly(all.get(0).getTraceId());
        assertThat(all.get(1).getParentSpanId()).isEqualTo(all.get(0).getSpanId());
        assertThat(all.get(2).getParentSpanId()).isEqualTo(all.get(1).getSpanId());
        assertThat(all).allSatisfy(span -> {
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(span.getAttributes().asMap())
                    .containsEntry(Tracing.SYSTEM, "kafka")
                    .containsEntry(Tracing.OPERATION, "process")
                    .containsEntry(Tracing.OPERATION_TYPE, "process")
                    .containsEntry(Tracing.TOPIC, span.getName().substring("process ".length()))
                    .containsKey(Tracing.GROUP);
            assertThat(span.getAttributes().get(Tracing.RUN)).isEqualTo("r");
            assertThat(span.getAttributes().get(Tracing.ITEM)).isEqualTo("1");
        });
        assertThat(all.get(1).getAttributes().get(Tracing.MODEL)).isEqualTo("vlm");
        assertThat(all.get(1).getAttributes().get(Tracing.BATCH_SIZE)).isEqualTo(2);
        assertThat(all.get(2).getAttributes().get(Tracing.MODEL)).isEqualTo("vlm");
        assertThat(EventHeaders.text(score, "traceparent"))
                .contains(all.get(0).getTraceId())
                .contains(all.get(2).getSpanId());
    }

    @Test
    void aPushersTraceIsGoneOnWith() {
        Headers pushed = new RecordHeaders();
        pushed.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes());
        pushed.add("run", "r".getBytes());
        pushed.add("item", "1".getBytes());
        ingested(tracing(Sampler.parentBased(Sampler.alwaysOff())), record(pushed));
        assertThat(spans.getFinishedSpanItems())
                .singleElement()
                .extracting(SpanData::getTraceId)
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void whatIsLoggedWhileATracedRecordIsWorkedOnHasItsTracesId() {
        Headers traced = new RecordHeaders();
        traced.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes());

        assertThat(logged(traced)).contains("\"mdc\":{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"}");
        assertThat(logged(new RecordHeaders()))
                .contains("\"message\":\"worked\"")
                .doesNotContain("traceId");
    }

    /** A line as services in containers write it. */
    private static String logged(Headers record) {
        StringBuilder lines = new StringBuilder();
        JsonFormatter json = new JsonFormatter();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.append(json.format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = org.jboss.logmanager.Logger.getLogger("traced");
        logger.addHandler(handler);
        try (Tracing.LogScope scope = Tracing.logging(record)) {
            org.jboss.logging.Logger.getLogger("traced").warn("worked");
        } finally {
            logger.removeHandler(handler);
        }
        return lines.toString();
    }

    @Test
    void whatIsNotSampledLeavesNothingOnItsRecords() {
        Headers question = ingested(tracing(Sampler.alwaysOff()), record(new RecordHeaders()));
        assertThat(question).isEmpty();
        assertThat(tracing(Sampler.alwaysOn()).batch(false, "g", List.of(record(question))))
                .isSameAs(BatchTrace.NONE);
        assertThat(tracing(Sampler.alwaysOn()).event(question, new Tracing.Source("predictions", "s"), score()))
                .isNull();
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void aBatchThatIsGivenUpSaysSo() {
        BatchTrace batch = tracing(Sampler.alwaysOn()).batch(true, "g", List.of(record(new RecordHeaders())));
        batch.carry(question(), new RecordHeaders());
        batch.fail(new IllegalStateException("fenced"));
        assertThat(spans.getFinishedSpanItems())
                .singleElement()
                .satisfies(span -> assertThat(span.getAttributes().get(Tracing.ERROR))
                        .isEqualTo(IllegalStateException.class.getName()))
                .extracting(SpanData::getStatus)
                .isEqualTo(StatusData.create(StatusCode.ERROR, "fenced"));
    }

    @Test
    void offNothingIsDone() {
        Headers headers = new RecordHeaders();
        BatchTrace batch = Tracing.OFF.batch(true, "g", List.of(record(headers)));
        batch.carry(question(), headers);
        assertThat(batch).isSameAs(BatchTrace.NONE);
        assertThat(headers).isEmpty();
    }

    private Headers ingested(Tracing tracing, ConsumerRecord<byte[], byte[]> pushed) {
        BatchTrace batch = tracing.batch(true, "g", List.of(pushed));
        Headers question = new RecordHeaders();
        batch.carry(
                Reference.newBuilder()
                        .setRun("r")
                        .setItemId("1")
                        .setLabel("cat")
                        .setQuestion("What is it?")
                        .build(),
                new RecordHeaders());
        batch.carry(question(), question);
        batch.end();
        return question;
    }

    private Tracing tracing(Sampler sampler) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build();
        return new Tracing(provider.get("test"));
    }

    private static ConsumerRecord<byte[], byte[]> record(Headers headers) {
        return new ConsumerRecord<>(
                "t", 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, null, new byte[0], headers, Optional.empty());
    }

    private static Question question() {
        return Question.newBuilder()
                .setRun("r")
                .setItemId("1")
                .setText("What is it?")
                .setAskedAt(1)
                .build();
    }

    private static Prediction prediction(String item, String model) {
        return Prediction.newBuilder()
                .setRun("r")
                .setItemId(item)
                .setModel(model)
                .setModelDigest("d")
                .setTask("open-world")
                .setPredictedAt(1)
                .setSeconds(1)
                .setSoftwareVersion("test")
                .build();
    }

    private static Score score() {
        Score score = new Score();
        score.setRun("r");
        score.setItemId("1");
        score.setModel("vlm");
        score.setRules(Map.of());
        return score;
    }
}
