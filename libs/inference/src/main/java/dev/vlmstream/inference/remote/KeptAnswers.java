package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.bundle.Jackson;
import dev.vlmstream.inference.remote.api.ReplyFormat;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Asks what has not been answered before, and keeps the answers. */
final class KeptAnswers {
    /** Of questions that were given back; what another replica took over stays. */
    private static final int MOST_ENDED = 10_000;

    private final AnswerStore answers;
    private final RetryingSender sender;
    private final URI address;
    private final Runnable found;
    private final Map<String, Result> ended = new ConcurrentHashMap<>();
    /** Requests under way: who asks the same waits for the answer, which is paid once. */
    private final Map<String, CountDownLatch> underWay = new ConcurrentHashMap<>();

    /**
     * @param address what answers are kept under, besides the request: it tells servers and, where no request does, models
     * @param found told of each answer that was kept
     */
    KeptAnswers(AnswerStore answers, RetryingSender sender, URI address, Runnable found) {
        this.answers = answers;
        this.sender = sender;
        this.address = address;
        this.found = found;
    }

    private @Nullable Result find(String key) {
        Optional<StoredAnswer> kept = answers.find(key);
        kept.ifPresent(answer -> found.run());
        return kept.map(Result::cached).orElse(null);
    }

    /** What is asked together, and comes to an end or is given back together; for several threads. */
    final class Together {
        private final Map<String, Result> asked = new ConcurrentHashMap<>();

        /**
         * @param shorter the same request with this many tokens for the reply, fewer than the question's: a reply that is not cut
         *     is the same
         * @param deadline of {@link System#nanoTime}
         */
        Result ask(
                RemoteQuestion question,
                ObjectNode request,
                IntFunction<ObjectNode> shorter,
                ReplyFormat format,
                long deadline)
                throws InterruptedException {
            byte[] body = bytes(request);
            String key = StoredAnswer.key(address, body);
            String asker = question.run() + "/" + key;
            Result before = ended.remove(asker);
            Result result = before != null && before.givenBack().isEmpty()
                    ? before
                    : KeptAnswers.this.ask(
                            key,
                            new RetryingSender.ApiRequest(
                                    question, body, most -> bytes(shorter.apply(most)), format, deadline, before));
            if (result.tries() > 0 || result.lost() > 0) {
                asked.put(asker, result);
            }
            return result;
        }

        /**
         * It is given back. What came of the questions and what that did cost is remembered until they are asked again: a failure
         * is not asked a second time, and an answer keeps its price.
         */
        void giveBack() {
            if (ended.size() > MOST_ENDED) {
                ended.clear();
            }
            ended.putAll(asked);
        }
    }

    /** Asks from now on, until {@link Together#giveBack} if anything is given back. */
    Together together() {
        return new Together();
    }

    /** What is kept, or comes of a request under way; else asks, also where that request came to nothing. */
    private Result ask(String key, RetryingSender.ApiRequest request) throws InterruptedException {
        CountDownLatch own = new CountDownLatch(1);
        CountDownLatch other = underWay.putIfAbsent(key, own);
        try {
            if (other != null) {
                other.await(request.deadline() - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            Result kept = find(key);
            if (kept != null) {
                return kept;
            }
            Result result = sender.ask(request);
            StoredAnswer.of(result.outcome()).ifPresent(answer -> answers.put(key, answer));
            return result;
        } finally {
            if (other == null) {
                underWay.remove(key);
                own.countDown();
            }
        }
    }

    private static byte[] bytes(ObjectNode request) {
        try {
            return Jackson.MAPPER.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }
}
