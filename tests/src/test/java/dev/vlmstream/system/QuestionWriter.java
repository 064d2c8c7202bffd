package dev.vlmstream.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Replies of a model that writes one question for ImageWikiQA, and knows the answer only if it is told the object. */
final class QuestionWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RIGHT = Pattern.compile("([A-D])\\. in nature");
    private static final Pattern WRONG = Pattern.compile("([A-D])\\. at sea");
    /** As the stub wants it, which puts it between quotes as it is. */
    private static final String QUESTION = """
            {"questions": [{"question": "Where is this object at home?", "choices": \
            ["in nature", "at sea", "in space", "at work"], "answer": 0, "reference": "It is known."}]}""".replace("\"", "\\\"");

    private QuestionWriter() {}

    /** The reply to a request's body. */
    static String reply(String request) {
        String prompt;
        try {
            prompt = JSON.readTree(request).at("/messages/0/content/0/text").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        return switch (ScriptedWriter.Step.of(prompt)) {
            case WRITING -> QUESTION;
            case NAMED -> letter(RIGHT, prompt);
            case UNNAMED -> letter(WRONG, prompt);
        };
    }

    private static String letter(Pattern choice, String prompt) {
        return choice.matcher(prompt)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .map(found -> found.substring(0, 1))
                .orElse("I see it.");
    }
}
