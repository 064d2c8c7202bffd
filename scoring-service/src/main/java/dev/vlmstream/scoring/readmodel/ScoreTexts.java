package dev.vlmstream.scoring.readmodel;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.rest.items.DeadLetterLine;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.items.ItemLine.VerdictLine;
import dev.vlmstream.schemas.ClassLikelihoods;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.runs.Position;
import dev.vlmstream.scoring.runs.ScoreEntry;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Fetches what the index leaves in the topics: texts of scores, images of references, dead letters. */
public final class ScoreTexts {
    private static final Wire<Score> SCORE = Wire.of(Score.class);
    private static final Wire<Verdict> VERDICT = Wire.of(Verdict.class);
    private static final Wire<DeadLetter> LETTER = Wire.of(DeadLetter.class);
    private static final int MOST_OF_A_REASON = 16 * 1024;
    private static final Wire<Reference> REFERENCE = Wire.of(Reference.class);

    private final RecordFetcher reader;
    private final String scoresTopic;
    private final String referencesTopic;
    private final String verdictsTopic;
    private final String lettersTopic;
    private final ReadModel readModel;

    /**
     * @param names of the topics in this installation
     * @param readModel knows where verdicts lie
     */
    public ScoreTexts(RecordFetcher reader, Function<Topic, String> names, ReadModel readModel) {
        this.reader = reader;
        this.scoresTopic = names.apply(Topic.SCORES);
        this.referencesTopic = names.apply(Topic.REFERENCES);
        this.verdictsTopic = names.apply(Topic.VERDICTS);
        this.lettersTopic = names.apply(Topic.DEAD_LETTERS);
        this.readModel = readModel;
    }

    /** The lines of these entries, in their order. */
    public List<ItemLine> lines(List<ScoreEntry> entries) {
        Map<Position, Score> records = reader.read(
                scoresTopic, entries.stream().map(ScoreEntry::position).toList(), SCORE::decode);
        List<Score> scores = new ArrayList<>(entries.size());
        for (ScoreEntry entry : entries) {
            Score score = records.get(entry.position());
            if (score != null) {
                scores.add(score);
            }
        }
        Map<Position, Verdict> verdicts = verdicts(scores);
        return scores.stream()
                .map(score -> line(
                        score,
                        verdictsOf(score).stream()
                                .filter(verdicts::containsKey)
                                .map(verdicts::get)
                                .toList()))
                .toList();
    }

    private Map<Position, Verdict> verdicts(List<Score> scores) {
        List<Position> positions =
                scores.stream().flatMap(score -> verdictsOf(score).stream()).toList();
        return positions.isEmpty() ? Map.of() : reader.read(verdictsTopic, positions, VERDICT::decode);
    }

    private List<Position> verdictsOf(Score score) {
        return readModel
                .run(score.getRun())
                .map(view -> view.verdictsOn(score.getModel(), score.getItemId()))
                .orElse(List.of());
    }

    /** The image of an item's reference; empty where it has none. */
    public Optional<ImageRef> image(ScoreEntry entry) {
        Position at = entry.position();
        Score score = reader.read(scoresTopic, List.of(at), SCORE::decode).get(at);
        if (score == null || score.getReferenceOffset() < 0) {
            return Optional.empty();
        }
        Position reference = new Position(score.getReferencePartition(), score.getReferenceOffset());
        return Optional.ofNullable(reader.read(referencesTopic, List.of(reference), REFERENCE::decode)
                        .get(reference))
                .map(Reference::getImage);
    }

    /** Dead letters, in their order, without the records they are about. */
    public List<DeadLetterLine> letters(List<Position> positions) {
        Map<Position, DeadLetterLine> lines = reader.read(lettersTopic, positions, ScoreTexts::letter);
        return positions.stream().map(at -> lines.getOrDefault(at, gone(at))).toList();
    }

    private static DeadLetterLine letter(byte[] record) {
        DeadLetter letter = LETTER.decode(record);
        return new DeadLetterLine(
                letter.getRun(),
                letter.getItemId(),
                letter.getModel(),
                letter.getService(),
                cut(letter.getReason()),
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                letter.getAt());
    }

    /** Others than our services may write reasons of any length. */
    private static String cut(String reason) {
        return reason.length() <= MOST_OF_A_REASON
                ? reason
                : reason.substring(0, MOST_OF_A_REASON) + "… (" + reason.length()
                        + " characters; the whole is on the topic)";
    }

    private DeadLetterLine gone(Position at) {
        String reason = "this dead letter is no longer on its topic, whose retention time is over";
        return new DeadLetterLine(null, null, null, "scoring", reason, lettersTopic, at.partition(), at.offset(), 0);
    }

    /** @param verdicts of judges; those given stand among the rules, too */
    private ItemLine line(Score score, List<Verdict> verdicts) {
        ItemLine.Builder line = new ItemLine.Builder();
        line.run = score.getRun();
        line.item = score.getItemId();
        line.image = score.getImageName();
        line.question = isAsked(score) ? score.getQuestion() : null;
        line.templates = templates(score);
        line.label = score.getLabel();
        line.model = score.getModel();
        line.task = score.getTask();
        line.status = score.getStatus().name().toLowerCase(Locale.ROOT);
        line.reason = score.getReason();
        line.parsed = score.getParsed();
        line.rules = rules(score, verdicts);
        line.grades = new TreeMap<>(score.getGrades());
        line.primaryRule = score.getPrimaryRule();
        line.digest = score.getModelDigest();
        line.hasImage = score.getImageSha256() != null && score.getReferenceOffset() >= 0;
        line.category = score.getCategory();
        line.group = score.getGroup();
        line.verdicts = verdicts.stream().map(ScoreTexts::verdict).toList();
        if (score.getPrediction() != null) {
            predicted(line, score.getPrediction());
        }
        return line.build();
    }

    /** Whether the model was asked in words; what ranks classes was given the image alone. */
    private static boolean isAsked(Score score) {
        return !score.getTask().equals(Task.ZERO_SHOT.id()) && !score.getTask().equals(Task.SUPERVISED.id());
    }

    /** Manifests need not say them. */
    private List<String> templates(Score score) {
        return score.getTask().equals(Task.ZERO_SHOT.id())
                ? readModel
                        .manifest(score.getRun())
                        .map(RunManifest::getTemplates)
                        .filter(templates -> !templates.isEmpty())
                        .orElse(RunSettings.TEMPLATES.fallback())
                : List.of();
    }

    private static void predicted(ItemLine.Builder line, Prediction prediction) {
        line.answer = prediction.getText();
        line.ranking = prediction.getRanking().isEmpty()
                ? null
                : prediction.getRanking().stream().map(ScoreTexts::place).toList();
        line.confidence = prediction.getConfidence();
        if (prediction.getLikelihoods() != null) {
            line.likelihoods = sums(prediction.getLikelihoods());
            line.likelihoodTokens = tokens(prediction.getLikelihoods());
        }
        line.tokenIds = prediction.getTokenIds();
        line.prompt = prediction.getPrompt();
        line.promptTokens = prediction.getPromptTokens();
        line.truncated = prediction.getTruncated();
        line.decoding = prediction.getDecoding();
        line.dtype = prediction.getDtype();
        line.outputTokens = prediction.getOutputTokens();
        line.cost = prediction.getCost();
        line.seconds = prediction.getSeconds();
        line.secondsToFirstToken = prediction.getSecondsToFirstToken();
        line.software = prediction.getSoftwareVersion();
    }

    private static Map<String, Boolean> rules(Score score, List<Verdict> verdicts) {
        Map<String, Boolean> rules = new TreeMap<>(score.getRules());
        verdicts.stream()
                .filter(verdict -> verdict.getRight() != null)
                .forEach(verdict -> rules.put(verdict.getRule(), verdict.getRight()));
        return rules;
    }

    private static float[] sums(ClassLikelihoods likelihoods) {
        FloatBuffer sums =
                likelihoods.getSums().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] values = new float[sums.remaining()];
        sums.get(values);
        return values;
    }

    private static int[] tokens(ClassLikelihoods likelihoods) {
        ShortBuffer tokens = likelihoods
                .getTokens()
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        int[] values = new int[tokens.remaining()];
        Arrays.setAll(values, i -> Short.toUnsignedInt(tokens.get(i)));
        return values;
    }

    private static ItemLine.Place place(RankedClass ranked) {
        return new ItemLine.Place(ranked.getName(), ranked.getIndex(), ranked.getScore());
    }

    private static VerdictLine verdict(Verdict verdict) {
        VerdictLine.Builder line = new VerdictLine.Builder();
        line.rule = verdict.getRule();
        line.judge = verdict.getJudge();
        line.digest = verdict.getJudgeDigest();
        line.status = verdict.getStatus().name().toLowerCase(Locale.ROOT);
        line.right = verdict.getRight();
        line.grade = verdict.getGrade();
        line.threshold = verdict.getThreshold();
        line.text = verdict.getText();
        line.reason = verdict.getReason();
        line.cost = verdict.getCost();
        line.promptTokens = verdict.getPromptTokens();
        line.outputTokens = verdict.getOutputTokens();
        return line.build();
    }
}
