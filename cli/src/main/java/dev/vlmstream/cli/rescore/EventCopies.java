package dev.vlmstream.cli.rescore;

import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.NamesByLabel;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of one run as another's. What belongs to another run gives no copy. */
final class EventCopies {
    private final Wire<Reference> references = Wire.of(Reference.class);
    private final Wire<Prediction> predictions = Wire.of(Prediction.class);
    private final Wire<DeadLetter> deadLetters = Wire.of(DeadLetter.class);
    private final String from;
    private final RunManifest to;
    private final @Nullable TaskDefinition rules;

    /** @param rules of another task than that of the run it is copied from; null: the same */
    EventCopies(String from, RunManifest to, @Nullable TaskDefinition rules) {
        this.from = from;
        this.to = to;
        this.rules = rules;
    }

    /**
     * A copy.
     *
     * @param id identifies an event within its run: the same for both runs
     */
    record Copy(String id, String key, byte[] value) {
        /** What would identify a failure of its item at all models. */
        String idOfAllModels() {
            return outcome(id.substring(0, id.indexOf('\0')), null);
        }
    }

    private static String outcome(String item, @Nullable String model) {
        return item + '\0' + model;
    }

    /** What identifies an event of the new run; empty if it is of another. */
    Optional<String> idInNewRun(Topic topic, byte[] value) {
        return new EventCopies(to.getRun(), to, rules).copy(topic, value).map(Copy::id);
    }

    Optional<Copy> copy(Topic topic, byte[] value) {
        return switch (topic) {
            case REFERENCES -> reference(references.decode(value));
            case PREDICTIONS -> prediction(predictions.decode(value));
            case DEAD_LETTERS -> deadLetter(deadLetters.decode(value));
            default -> throw new IllegalArgumentException("no run is copied from topic " + topic);
        };
    }

    private Optional<Copy> reference(Reference reference) {
        if (!reference.getRun().equals(from)) {
            return Optional.empty();
        }
        reference.setRun(to.getRun());
        if (rules != null) {
            reference.setBenchmark(rules.id());
            reference.setDefinition(rules.judging());
        }
        NamesByLabel.copy(to, reference.getLabel(), reference);
        String item = reference.getItemId();
        return Optional.of(new Copy(item, key(item), references.encode(reference)));
    }

    private Optional<Copy> prediction(Prediction prediction) {
        if (!prediction.getRun().equals(from)) {
            return Optional.empty();
        }
        prediction.setRun(to.getRun());
        String item = prediction.getItemId();
        return Optional.of(new Copy(outcome(item, prediction.getModel()), key(item), predictions.encode(prediction)));
    }

    private Optional<Copy> deadLetter(DeadLetter letter) {
        if (!Objects.equals(letter.getRun(), from) || letter.getItemId() == null) {
            return Optional.empty();
        }
        letter.setRun(to.getRun());
        String item = letter.getItemId();
        return Optional.of(new Copy(outcome(item, letter.getModel()), key(item), deadLetters.encode(letter)));
    }

    /**
     * The id of what failed by a dead letter. None if it is of another run, or about a record of references: that fails no item that
     * has another one.
     */
    Optional<String> failure(byte[] value, String references) {
        DeadLetter letter = deadLetters.decode(value);
        return letter.getTopic().equals(references)
                ? Optional.empty()
                : deadLetter(letter).map(Copy::id);
    }

    private String key(String item) {
        return Keys.runItem(to.getRun(), item);
    }
}
