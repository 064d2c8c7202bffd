package dev.vlmstream.inference.remote;

import java.util.List;
import java.util.Objects;

/**
 * How likely class names are as the answer to a question.
 *
 * @param question its generation settings have no say
 * @param opening the words of the answer before each name; may be empty
 * @param names at least one, none blank; a name may occur twice
 */
public record LikelihoodQuestion(RemoteQuestion question, String opening, List<String> names) {
    public LikelihoodQuestion {
        Objects.requireNonNull(question, "question");
        opening = opening.stripTrailing();
        names = List.copyOf(names);
    }
}
