package dev.vlmstream.cli.lmmseval;

import dev.vlmstream.rest.items.ItemLine;
import java.io.IOException;
import java.io.Writer;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** One model's samples, and what they come to. */
final class ModelSamples implements AutoCloseable {
    private final SortedLines lines = new SortedLines();
    private final Map<String, Mean> metrics = new TreeMap<>();
    private int leftOut;

    ModelSamples() throws IOException {}

    void add(ItemLine line, long docId) throws IOException {
        if (!LmmsEvalSample.isOf(line)) {
            leftOut++;
            return;
        }
        lines.add(docId, PythonJson.line(LmmsEvalSample.of(line, docId)));
        LmmsEvalSample.metrics(line)
                .forEach((rule, value) ->
                        metrics.computeIfAbsent(rule, id -> new Mean()).add(value));
    }

    int size() {
        return lines.size();
    }

    /** How many items have no place there, having failed or been refused. */
    int leftOut() {
        return leftOut;
    }

    Map<String, Mean> metrics() {
        return Collections.unmodifiableMap(metrics);
    }

    /**
     * Writes the samples in the order of their documents.
     *
     * @return lmms-eval's digest of all of them
     */
    String write(Writer out) throws IOException {
        Sha256 digest = new Sha256();
        int[] written = {0};
        lines.each(line -> {
            out.write(line);
            out.write('\n');
            digest.add("sample_" + written[0]++ + PythonJson.text(line, "doc_hash"));
        });
        return digest.hex();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
