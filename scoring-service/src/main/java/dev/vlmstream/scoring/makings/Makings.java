package dev.vlmstream.scoring.makings;

import dev.vlmstream.rest.MakingProgress;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.topology.SafeDecoding;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All makings, folded from their topics; where there is none, nothing but an empty map. */
public final class Makings {
    /** What they are made from. */
    public static final Set<Topic> TOPICS = Set.of(Topic.WIKIQA_MAKINGS, Topic.WIKIQA_WRITTEN, Topic.WIKIQA_ANSWERED);

    private static final Comparator<MakingProgress> NEWEST_FIRST =
            Comparator.comparingLong(MakingProgress::createdAt).reversed().thenComparing(MakingProgress::making);

    private final Wire<WikiMaking> makings = Wire.of(WikiMaking.class);
    private final Wire<WikiWritten> written = Wire.of(WikiWritten.class);
    private final Wire<WikiQuestion> questions = Wire.of(WikiQuestion.class);
    private final Map<String, MakingView> views = new ConcurrentHashMap<>();

    /**
     * Takes a record in.
     *
     * @param topic one of {@link #TOPICS}
     * @throws dev.vlmstream.schemas.wire.WireException if it cannot be read
     * @throws IllegalArgumentException if it means nothing; then it changes nothing
     */
    public void accept(Topic topic, byte[] value) {
        switch (topic) {
            case WIKIQA_MAKINGS -> accept(SafeDecoding.decode(() -> makings.decode(value)));
            case WIKIQA_WRITTEN -> accept(SafeDecoding.decode(() -> written.decode(value)));
            case WIKIQA_ANSWERED -> accept(SafeDecoding.decode(() -> questions.decode(value)));
            default -> throw new IllegalArgumentException(topic + " tells of no making");
        }
    }

    void accept(WikiMaking making) {
        view(making.getMaking()).take(making);
    }

    void accept(WikiWritten one) {
        view(one.getMaking()).take(one);
    }

    void accept(WikiQuestion one) {
        view(one.getMaking()).take(one);
    }

    private MakingView view(String making) {
        return views.computeIfAbsent(making, name -> new MakingView());
    }

    /** The making of that name. */
    public Optional<MakingProgress> find(String making) {
        return Optional.ofNullable(views.get(making)).flatMap(MakingView::progress);
    }

    /** All of them, newest first. */
    public List<MakingProgress> all() {
        return views.values().stream()
                .flatMap(view -> view.progress().stream())
                .sorted(NEWEST_FIRST)
                .toList();
    }
}
