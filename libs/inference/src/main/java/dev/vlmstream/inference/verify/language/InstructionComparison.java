package dev.vlmstream.inference.verify.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.inference.verify.golden.ReportBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a Q-Former that reads prompts is given of them. */
record InstructionComparison(BundleDirectory bundle, ReportBuilder report) {

    private static final String FOLDER = "qformer_tokenizer";
    private static final String IDS = "qformer_input_ids";

    /** Nothing if the bundle has no tokenizer for its Q-Former. */
    static Optional<InstructionComparison> of(ModelBundle bundle, ReportBuilder report) {
        BundleDirectory files = bundle.files();
        return files.has(FOLDER + "/tokenizer.json")
                ? Optional.of(new InstructionComparison(files, report))
                : Optional.empty();
    }

    void run(List<JsonNode> index) {
        try (Tokenizer tokenizer = Tokenizer.load(bundle, FOLDER)) {
            index.stream().filter(line -> line.has(IDS)).forEach(line -> {
                boolean same = line.has("prompts") ? batch(tokenizer, line) : one(tokenizer, line);
                report.equal(IDS, same, line.get("id").asText());
            });
        }
    }

    private static boolean one(Tokenizer tokenizer, JsonNode line) {
        int[] own = tokenizer.encode(line.get("prompt").asText(), true);
        return Arrays.equals(own, LanguageCases.ints(line.get(IDS)));
    }

    private static boolean batch(Tokenizer tokenizer, JsonNode line) {
        List<String> prompts = new ArrayList<>();
        line.get("prompts").forEach(prompt -> prompts.add(prompt.asText()));
        TokenBatch own = tokenizer.encodeBatch(prompts, Integer.MAX_VALUE);
        return Arrays.equals(own.ids(), flat(line.get(IDS)))
                && Arrays.equals(own.mask(), flat(line.get("qformer_attention_mask")));
    }

    private static long[] flat(JsonNode rows) {
        List<Long> all = new ArrayList<>();
        rows.forEach(row -> row.forEach(id -> all.add(id.asLong())));
        return all.stream().mapToLong(Long::longValue).toArray();
    }
}
