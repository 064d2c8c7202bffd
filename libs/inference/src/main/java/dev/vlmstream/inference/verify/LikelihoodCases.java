package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Log-probabilities of class names after a prefix, token by token where they are recorded so. The names' own ids are not
 * given by the model; other ids would have other log-probabilities.
 */
record LikelihoodCases(LanguageCases cases) {

    private static final String QUESTION = "What type of object is in this photo?";
    private static final String OUTPUT = "class_log_probs";
    private static final int TOP = 5;

    /** Recorded three times over: by the study's loop, by its raw pass, and by teacher forcing. */
    void likelihood(JsonNode line) {
        String prompt = cases.model().likelihoodPrompt(QUESTION, true, PromptStyle.STUDY, null);
        cases.comparator().equal("prompt", prompt.equals(line.get("prompt").asText()), prompt);
        cases.request(line).ifPresent(request -> {
            cases.inputIds(request, line.path("prompt_ids"), line);
            JsonNode classes = line.get("classes");
            List<String> names = strings(classes, "class_name");
            ClassLikelihoods own = score(request, new ClassNames(names, Tokenisation.DIRECT));
            for (int i = 0; i < names.size(); i++) {
                for (String way : List.of("direct", "loop", "raw")) {
                    compare(OUTPUT, own.logProbs()[i], classes.get(i).get(way));
                }
            }
            sums(OUTPUT, own, classes);
            names(own.sums(), names, line.get("top5_by_sum"));
            names(own.means(), names, line.get("top5_by_mean"));
        });
    }

    private void names(float[] scores, List<String> names, JsonNode recorded) {
        List<String> own = Arrays.stream(order(scores))
                .limit(recorded.size())
                .mapToObj(names::get)
                .toList();
        List<String> expected = new ArrayList<>();
        recorded.forEach(name -> expected.add(name.asText()));
        cases.comparator().equal("class_order", own.equals(expected), own + " instead of " + expected);
    }

    /** Recorded in both tokenisations. */
    void classLikelihood(JsonNode line) {
        String prompt = cases.model().likelihoodPrompt(QUESTION, true, PromptStyle.STUDY, null);
        cases.comparator().equal("prompt", prompt.equals(line.get("prompt").asText()), prompt);
        List<String> names = new ArrayList<>();
        line.get("names").forEach(name -> names.add(name.asText()));
        cases.request(line).ifPresent(request -> {
            cases.inputIds(request, line.path("input_ids"), line);
            ClassLikelihoods direct = score(request, new ClassNames(names, Tokenisation.DIRECT));
            both(OUTPUT, direct, line.get("direct"), line.get("order_by_sum"), line.get("order_by_mean"));
            ClassLikelihoods study =
                    new StudyLikelihoods(cases, line.get("image").asText()).score(request.prompt(), names);
            both(
                    OUTPUT + " (study)",
                    study,
                    line.get("study"),
                    line.get("study_order_by_sum"),
                    line.get("study_order_by_mean"));
        });
    }

    private void both(String output, ClassLikelihoods own, JsonNode recorded, JsonNode bySum, JsonNode byMean) {
        for (int i = 0; i < recorded.size(); i++) {
            compare(output, own.logProbs()[i], recorded.get(i).get("log_probs"));
        }
        sums(output, own, recorded);
        boolean same = Arrays.equals(order(own.sums()), Goldens.ints(bySum))
                && Arrays.equals(order(own.means()), Goldens.ints(byMean));
        cases.comparator().equal("class_order", same, output);
    }

    private void sums(String output, ClassLikelihoods own, JsonNode recorded) {
        float[] sums = new float[recorded.size()];
        float[] means = new float[recorded.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (float) recorded.get(i).get("sum").asDouble();
            means[i] = (float) recorded.get(i).get("mean").asDouble();
        }
        cases.comparator().logarithms(output + " sums", own.sums(), sums);
        cases.comparator().logarithms(output + " means", own.means(), means);
    }

    private void compare(String output, float[] own, JsonNode recorded) {
        cases.comparator().logarithms(output, own, Goldens.floats(recorded));
    }

    /** The demo's sums over all classes. */
    void demo(JsonNode line) {
        JsonNode recorded = line.at("/files/class_log_likelihoods");
        if (!recorded.isObject()) {
            return;
        }
        demoSums(line.get("image").asText())
                .forEach(sums -> cases.comparator()
                        .logarithms(OUTPUT + " sums", sums, cases.goldens().vector(recorded)));
    }

    /** The best five of every image, and the label's sum. */
    void demoRankings() {
        for (JsonNode line : cases.goldens().lines("expected.jsonl")) {
            if (line.has("likelihood")) {
                demoSums(line.get("image").asText()).forEach(sums -> ranking(line, sums));
            }
        }
    }

    private void ranking(JsonNode line, float[] sums) {
        JsonNode recorded = line.get("likelihood");
        float[] expected = Goldens.floats(recorded.get("top5_sums"));
        int[] best = Arrays.copyOf(order(sums), TOP);
        boolean tie = IntStream.range(1, TOP).anyMatch(i -> expected[i - 1] - expected[i] < GoldenComparator.ROUNDED);
        boolean same = tie || Arrays.equals(best, Goldens.ints(recorded.get("top5")));
        cases.comparator().equal("likelihood top5", same, line.get("image").asText());
        float[] own = new float[TOP + 1];
        for (int i = 0; i < TOP; i++) {
            own[i] = sums[best[i]];
        }
        own[TOP] = sums[line.get("label_idx").asInt()];
        float[] all = Arrays.copyOf(expected, TOP + 1);
        all[TOP] = (float) recorded.get("label_sum").asDouble();
        cases.comparator().floats("likelihood top5 sums", own, all, GoldenComparator.ROUNDED);
    }

    /** None, and a note, if the image or the class list is nowhere. */
    private List<float[]> demoSums(String image) {
        List<String> names = cases.goldens().classes("emoji_classes.json").orElse(List.of());
        if (names.isEmpty()) {
            cases.comparator().note("emoji_classes.json was not found; class likelihoods were not compared");
            return List.of();
        }
        String prompt = cases.model().likelihoodPrompt(QUESTION, true, PromptStyle.CHAT, null);
        return cases.request(image, prompt).stream()
                .map(request -> score(request, ClassNames.direct(names)).sums())
                .toList();
    }

    private ClassLikelihoods score(Request request, ClassNames names) {
        return cases.model().classLikelihoods(List.of(request), names).get(0);
    }

    /** Indices of names, the likeliest first. */
    private static int[] order(float[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static List<String> strings(JsonNode objects, String key) {
        List<String> strings = new ArrayList<>();
        objects.forEach(object -> strings.add(object.get(key).asText()));
        return strings;
    }

    /**
     * Class likelihoods as the published script computes them for BLIP models: it hands on prompt and name as one text. So the
     * Q-Former of InstructBLIP reads the name, too, and the image has other features for each name.
     */
    private record StudyLikelihoods(LanguageCases cases, String image) {

        ClassLikelihoods score(String prompt, List<String> names) {
            return new ClassLikelihoods(names.stream()
                    .map(name -> score(prompt, name).logProbs()[0])
                    .toArray(float[][]::new));
        }

        private ClassLikelihoods score(String prompt, String name) {
            Picture.Encoded read = cases.goldens()
                    .input(cases.model(), image, cases.comparator())
                    .map(input -> cases.encoded(image, input, prompt + " " + name))
                    .orElseThrow();
            // Without the image's name, under which the features with the prompt alone are kept.
            Picture picture = new Picture.Encoded(read.features(), read.layout(), null);
            ClassNames alone = new ClassNames(List.of(name), Tokenisation.STUDY);
            return cases.model()
                    .classLikelihoods(List.of(new Request(picture, prompt)), alone)
                    .get(0);
        }
    }
}
