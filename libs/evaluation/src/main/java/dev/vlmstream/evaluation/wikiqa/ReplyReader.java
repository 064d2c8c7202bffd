package dev.vlmstream.evaluation.wikiqa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.evaluation.rules.PythonText;
import dev.vlmstream.evaluation.wikiqa.Writing.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the questions out of one reply. A question that cannot be used costs none of the others. */
final class ReplyReader {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String FENCE = "```";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    /** As models write one: {@code B}, {@code b.}, {@code (B)}, {@code B)}. */
    private static final Pattern LETTER = Pattern.compile("\\s*\\(?([A-Za-z])[).:]?\\s*");

    private final String className;
    private final int most;
    private final Set<String> known = new HashSet<>();
    private final List<WrittenQuestion> questions = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();

    /**
     * @param known those taken already
     * @param most questions that are looked at; each of them costs two requests later on
     */
    ReplyReader(String className, List<WrittenQuestion> known, int most) {
        this.className = className;
        this.most = most;
        known.forEach(one -> this.known.add(normal(one.question())));
    }

    /** Those that can be used, in their order. */
    List<WrittenQuestion> questions() {
        return questions;
    }

    List<Rejected> rejected() {
        return rejected;
    }

    /** @return whether there was a list of questions */
    boolean read(String reply) {
        JsonNode root = json(reply);
        JsonNode list = root == null ? null : list(root);
        if (list == null) {
            rejected.add(new Rejected(root == null ? Rejection.NO_JSON : Rejection.NO_LIST, reply));
            return false;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode one = list.get(i);
            Optional<Rejection> reason = i < most ? take(one) : Optional.of(Rejection.SURPLUS);
            reason.ifPresent(why -> rejected.add(new Rejected(why, one.toString())));
        }
        return true;
    }

    /** The whole reply, else what stands between fences, else what is within the outermost braces. */
    private static @Nullable JsonNode json(String reply) {
        JsonNode whole = parsed(reply);
        if (whole != null) {
            return whole;
        }
        int open = reply.indexOf(FENCE);
        int begin = open < 0 ? -1 : reply.indexOf('\n', open);
        int end = begin < 0 ? -1 : reply.indexOf(FENCE, begin);
        JsonNode fenced = end < 0 ? null : parsed(reply.substring(begin, end));
        if (fenced != null) {
            return fenced;
        }
        int first = reply.indexOf('{');
        int last = reply.lastIndexOf('}');
        return first < 0 || last < first ? null : parsed(reply.substring(first, last + 1));
    }

    private static @Nullable JsonNode parsed(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isContainerNode() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable JsonNode list(JsonNode root) {
        if (isList(root)) {
            return root;
        }
        if (isList(root.path("questions"))) {
            return root.get("questions");
        }
        for (JsonNode value : root) {
            if (root.isObject() && isList(value)) {
                return value;
            }
        }
        return null;
    }

    private static boolean isList(JsonNode node) {
        if (node.isArray()) {
            for (JsonNode one : node) {
                if (one.isObject()) {
                    return true;
                }
            }
        }
        return false;
    }

    private Optional<Rejection> take(JsonNode one) {
        JsonNode text = field(one, "question");
        List<JsonNode> choices = choices(field(one, "choices"));
        JsonNode reference = field(one, "reference");
        boolean hasReference = !reference.isMissingNode() && !reference.isNull();
        if (!text.isTextual()
                || PythonText.strip(text.asText()).isEmpty()
                || choices == null
                || hasReference && !reference.isTextual()) {
            return Optional.of(Rejection.MALFORMED);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode choice : choices) {
            // Numbers as they are written: Python has the same digits for whole ones.
            if (!(choice.isTextual() && !choice.asText().isBlank()) && !choice.isIntegralNumber()) {
                return Optional.of(Rejection.MALFORMED);
            }
            texts.add(choice.asText());
        }
        if (texts.size() != WrittenQuestion.CHOICES) {
            return Optional.of(Rejection.NUMBER_OF_CHOICES);
        }
        if (Set.copyOf(texts).size() < texts.size()) {
            return Optional.of(Rejection.SAME_CHOICES);
        }
        int answer = answer(field(one, "answer"), texts);
        if (answer < 0 || answer >= WrittenQuestion.CHOICES) {
            return Optional.of(Rejection.ANSWER_OUT_OF_RANGE);
        }
        if (names(text.asText(), className)) {
            return Optional.of(Rejection.NAMES_CLASS);
        }
        if (!known.add(normal(text.asText()))) {
            return Optional.of(Rejection.REPEATS);
        }
        questions.add(new WrittenQuestion(text.asText(), texts, answer, hasReference ? reference.asText() : ""));
        return Optional.empty();
    }

    /** By its name, which some models begin with a capital; missing if there is none. */
    private static JsonNode field(JsonNode question, String name) {
        if (question.has(name)) {
            return question.get(name);
        }
        for (Map.Entry<String, JsonNode> field : question.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return MissingNode.getInstance();
    }

    /** A list's, or those of an object whose keys are the letters from A on; null for anything else. */
    private static @Nullable List<JsonNode> choices(JsonNode choices) {
        SortedMap<String, JsonNode> lettered = new TreeMap<>();
        for (Map.Entry<String, JsonNode> choice : choices.properties()) {
            lettered.put(choice.getKey().toUpperCase(Locale.ROOT), choice.getValue());
        }
        if (choices.isArray()) {
            List<JsonNode> listed = new ArrayList<>();
            choices.forEach(listed::add);
            return listed;
        }
        String keys = String.join("", lettered.keySet());
        return lettered.size() == choices.size() && !keys.isEmpty() && LETTERS.startsWith(keys)
                ? List.copyOf(lettered.values())
                : null;
    }

    /**
     * The right choice's place. A letter that is also the text of a choice at another place may mean either.
     *
     * @return negative if it is neither a whole number nor one of the letters
     */
    private static int answer(JsonNode answer, List<String> choices) {
        if (answer.isIntegralNumber() && answer.canConvertToInt()) {
            return answer.asInt();
        }
        Matcher letter = LETTER.matcher(answer.asText());
        if (!answer.isTextual() || !letter.matches()) {
            return -1;
        }
        int place = LETTERS.indexOf(letter.group(1).toUpperCase(Locale.ROOT));
        int same = choices.indexOf(letter.group(1));
        return same < 0 || same == place ? place : -1;
    }

    private static String normal(String question) {
        return String.join(" ", PythonText.split(PythonText.lower(question)));
    }

    /** Whether the name stands there as words of its own, or with a plural's ending, in whatever case. */
    static boolean names(String question, String className) {
        String text = PythonText.lower(question);
        String name = PythonText.lower(PythonText.strip(className));
        for (int at = text.indexOf(name); at >= 0 && !name.isEmpty(); at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean begins = at == 0 || !Character.isLetterOrDigit(text.codePointBefore(at));
            if (begins && (isEnd(text, end) || isPlural(text, end))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPlural(String text, int end) {
        return text.startsWith("s", end) && isEnd(text, end + 1) || text.startsWith("es", end) && isEnd(text, end + 2);
    }

    private static boolean isEnd(String text, int end) {
        return end == text.length() || !Character.isLetterOrDigit(text.codePointAt(end));
    }
}
