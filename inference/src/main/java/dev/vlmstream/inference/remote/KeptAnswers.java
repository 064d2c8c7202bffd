package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.remote.api.ReplyFormat;
import java.net.URI;

/** Asks what has not been answered before, and keeps the answers. */
final class KeptAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AnswerStore answers;
    private final Asking asking;
    private final URI address;

    /** @param address what answers are kept under, besides the request: it tells servers and, where no request does, models */
    KeptAnswers(AnswerStore answers, Asking asking, URI address) {
        this.answers = answers;
        this.asking = asking;
        this.address = address;
    }

    /** @param deadline of {@link System#nanoTime} */
    Result ask(RemoteQuestion question, ObjectNode request, ReplyFormat format, long deadline)
            throws InterruptedException {
        byte[] body = bytes(request);
        String key = StoredAnswer.key(address, body);
        Result kept = answers.find(key).map(Result::cached).orElse(null);
        if (kept != null) {
            return kept;
        }
        Result result = asking.ask(new Asking.ApiRequest(question, body, format, deadline));
        StoredAnswer.of(result.outcome()).ifPresent(answer -> answers.put(key, answer));
        return result;
    }

    private static byte[] bytes(ObjectNode request) {
        try {
            return JSON.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }
}
