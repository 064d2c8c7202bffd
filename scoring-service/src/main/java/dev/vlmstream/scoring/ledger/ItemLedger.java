package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.scoring.ledger.ItemOutcome.Stage;
import dev.vlmstream.scoring.ledger.ItemStore.FailureKey;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The books of one partition: joins predictions with references in either order of arrival, counts each (run, item,
 * model) once, and publishes scores. The first outcome wins; what comes later is a duplicate.
 */
public final class ItemLedger {
    private final PredictionReader predictions = new PredictionReader();
    private final ItemStore store;
    private final OutcomeProfiles profiles;
    private final Tallies tallies;
    private final ScoringCounters counters;
    private final BiConsumer<Score, byte @Nullable []> scores;
    private final QuestionCounts questions;
    private long waiting;

    /** @param scores takes each score, within the record that made it, and the bytes that its prediction came in */
    public ItemLedger(
            ItemStore store, Tallies tallies, ScoringCounters counters, BiConsumer<Score, byte @Nullable []> scores) {
        this.store = store;
        this.profiles = new OutcomeProfiles(store);
        this.tallies = tallies;
        this.counters = counters;
        this.scores = scores;
        this.questions = new QuestionCounts(tallies.partition());
    }

    /**
     * Adds up the counts of what is in the store. Whatever was lost of the counts is thereby found again.
     *
     * @param withFailures takes the runs with failures that wait for their manifest
     */
    public void recount(Consumer<String> withFailures) {
        Map<String, ItemState> failed = new HashMap<>();
        store.forEachState(
                (item, found) -> {
                    String run = item.substring(0, item.indexOf('/'));
                    ItemState state = found.withOutcomes(found.outcomes().stream()
                            .filter(outcome -> profiles.isKnown(outcome.profile()))
                            .toList());
                    for (ItemOutcome outcome : state.outcomes()) {
                        tallies.add(run, profiles.profile(outcome.profile()), outcome, state.label());
                        waiting += outcome.stage() == Stage.WAITING ? 1 : 0;
                    }
                    countQuestion(run, ItemState.NEW, state);
                    if (state.failure() != null
                            || state.outcomes().size() < found.outcomes().size()) {
                        failed.put(item, state);
                    }
                },
                item -> failed.put(item, ItemState.NEW));
        // Earlier versions kept why an item failed in its state.
        failed.forEach((item, state) -> {
            store.putFailure(new FailureKey(item, null), Objects.requireNonNullElse(state.failure(), ItemStore.LOST));
            store.putState(item, state.withoutFailure());
        });
        store.forEachFailure((key, reason) -> withFailures.accept(key.run()));
        counters.waiting(waiting);
        counters.opened(questions);
    }

    public void close() {
        counters.closed(questions);
        counters.waiting(-waiting);
        waiting = 0;
    }

    public void add(Reference reference, int partition, long offset, long now) {
        String item = Keys.runItem(reference.getRun(), reference.getItemId());
        ItemState state = store.state(item);
        if (state.hasReference()) {
            counters.count(Event.DUPLICATE);
            return;
        }
        ReferenceFacts facts = ReferenceFacts.of(reference, partition, offset);
        store.putReference(item, facts);
        List<ItemOutcome> outcomes = new ArrayList<>(state.outcomes());
        outcomes.replaceAll(
                outcome -> outcome.stage() == Stage.WAITING ? judgeWaiting(item, outcome, facts, now) : outcome);
        put(reference.getRun(), item, state, state.withLabel(facts.label()).withOutcomes(outcomes));
    }

    private ItemOutcome judgeWaiting(String item, ItemOutcome outcome, ReferenceFacts facts, long now) {
        OutcomeProfile profile = profiles.profile(outcome.profile());
        byte[] bytes = takeWaiting(item, profile.model());
        Prediction prediction;
        try {
            prediction = predictions.read(Objects.requireNonNullElse(bytes, new byte[0]));
        } catch (WireException e) {
            FailureKey key = new FailureKey(item, profile.model());
            return failed(key.run(), key.itemId(), profile.model(), profile.task(), ItemStore.LOST, now);
        }
        return judge(prediction, bytes, facts, now);
    }

    /**
     * Judges a prediction, or keeps it until its reference comes.
     *
     * @param bytes the prediction as it came
     */
    public void add(Prediction prediction, byte[] bytes, long now) {
        String item = Keys.runItem(prediction.getRun(), prediction.getItemId());
        ItemState state = store.state(item);
        if (find(state, prediction.getModel()) >= 0) {
            counters.count(Event.DUPLICATE);
            return;
        }
        put(prediction.getRun(), item, state, state.with(outcome(item, state, prediction, bytes, now)));
    }

    private ItemOutcome outcome(String item, ItemState state, Prediction prediction, byte[] bytes, long now) {
        if (state.hasReference()) {
            ReferenceFacts facts = store.reference(item);
            return facts == null
                    ? failed(
                            prediction.getRun(),
                            prediction.getItemId(),
                            prediction.getModel(),
                            prediction.getTask(),
                            ItemStore.LOST,
                            now)
                    : judge(prediction, bytes, facts, now);
        }
        store.putWaiting(item, prediction.getModel(), bytes);
        countWaiting(1);
        return ItemOutcome.waiting(profiles.number(Scorer.profile(prediction, ReferenceFacts.NONE)));
    }

    private ItemOutcome judge(Prediction prediction, byte[] bytes, ReferenceFacts facts, long now) {
        OutcomeProfile profile = Scorer.profile(prediction, facts);
        Score score = Scorer.score(prediction, facts, now);
        ItemOutcome outcome = new ItemOutcome(
                profiles.number(profile),
                Stage.of(score.getStatus()),
                Scorer.right(score, profile),
                Scorer.grades(score, profile),
                ItemSum.of(prediction),
                prediction.getPredictedAt());
        publish(score, bytes, profile, outcome);
        return outcome;
    }

    /**
     * Forgets a run.
     *
     * @param counted takes each model that had counts here
     */
    public void forget(String run, Consumer<String> counted) {
        countWaiting(-store.deleteItems(run));
        tallies.forget(run, counted);
        questions.forget(run);
    }

    /** Whether the right answer of an item is known. */
    public boolean hasReference(String run, String itemId) {
        return store.state(Keys.runItem(run, itemId)).hasReference();
    }

    /**
     * Models failed at an item of a run.
     *
     * @param model null: every model of the run that has no outcome yet. A failure of another's model is nobody's
     */
    public void fail(RunManifest manifest, String itemId, @Nullable String model, String reason, long now) {
        if (model == null) {
            fail(manifest, itemId, reason, now);
        } else if (manifest.getModels().contains(model)) {
            fail(manifest.getRun(), itemId, model, manifest.getTask(), reason, now);
        } else {
            counters.count(Event.OF_OTHER_MODEL);
        }
    }

    private void fail(String run, String itemId, String model, String task, String reason, long now) {
        String item = Keys.runItem(run, itemId);
        ItemState state = store.state(item);
        if (find(state, model) >= 0) {
            counters.count(Event.DUPLICATE);
            return;
        }
        put(run, item, state, state.with(failed(run, itemId, model, task, reason, now)));
    }

    /** A failure in a run whose models are not known yet is remembered until they are. */
    public void rememberFailure(String run, String itemId, @Nullable String model, String reason) {
        store.putFailure(new FailureKey(Keys.runItem(run, itemId), model), reason);
    }

    /** Carries out the failures that were remembered of a run. */
    public void failRemembered(RunManifest manifest, long now) {
        store.takeFailures(manifest.getRun(), (key, reason) -> fail(manifest, key.itemId(), key.model(), reason, now));
    }

    private void fail(RunManifest manifest, String itemId, String reason, long now) {
        String run = manifest.getRun();
        String item = Keys.runItem(run, itemId);
        ItemState state = store.state(item);
        List<ItemOutcome> outcomes = new ArrayList<>(state.outcomes());
        for (String model : manifest.getModels()) {
            int known = find(state, model);
            if (known < 0) {
                outcomes.add(failed(run, itemId, model, manifest.getTask(), reason, now));
            } else if (outcomes.get(known).stage() == Stage.WAITING) {
                // No reference will come: the item failed before it had one.
                takeWaiting(item, model);
                outcomes.set(known, failed(run, itemId, model, manifest.getTask(), reason, now));
            }
        }
        put(run, item, state, state.withOutcomes(outcomes));
    }

    private void put(String run, String item, ItemState before, ItemState after) {
        store.putState(item, after);
        countQuestion(run, before, after);
    }

    /** An item is a question once its reference is there; outcomes that it had before then are answers from then on. */
    private void countQuestion(String run, ItemState before, ItemState after) {
        if (!after.hasReference()) {
            return;
        }
        int known = before.hasReference() ? before.outcomes().size() : 0;
        if (!before.hasReference()) {
            questions.asked(run);
        }
        after.outcomes()
                .subList(known, after.outcomes().size())
                .forEach(outcome -> questions.answered(
                        run, profiles.profile(outcome.profile()).model()));
    }

    private ItemOutcome failed(String run, String itemId, String model, String task, String reason, long now) {
        ReferenceFacts facts =
                Objects.requireNonNullElse(store.reference(Keys.runItem(run, itemId)), ReferenceFacts.NONE);
        OutcomeProfile profile = Scorer.profile(model, task, facts);
        ItemOutcome outcome = new ItemOutcome(profiles.number(profile), Stage.FAILED, 0, List.of(), List.of(), 0);
        publish(Scorer.failure(run, itemId, profile, facts, reason, now), null, profile, outcome);
        return outcome;
    }

    private void publish(Score score, byte @Nullable [] prediction, OutcomeProfile profile, ItemOutcome outcome) {
        scores.accept(score, prediction);
        tallies.add(score.getRun(), profile, outcome, score.getLabel());
        counters.count(Event.SCORED);
    }

    private byte @Nullable [] takeWaiting(String item, String model) {
        countWaiting(-1);
        return store.takeWaiting(item, model);
    }

    private void countWaiting(long change) {
        waiting += change;
        counters.waiting(change);
    }

    private int find(ItemState state, String model) {
        for (int i = 0; i < state.outcomes().size(); i++) {
            int profile = state.outcomes().get(i).profile();
            if (profiles.profile(profile).model().equals(model)) {
                return i;
            }
        }
        return -1;
    }

    /** Numbers the profiles that were met, the same numbers after a restart. */
    private static final class OutcomeProfiles {
        private final ItemStore store;
        private final Map<OutcomeProfile, Integer> numbers = new HashMap<>();
        private final Map<Integer, OutcomeProfile> profiles = new HashMap<>();
        private int next;

        OutcomeProfiles(ItemStore store) {
            this.store = store;
            store.forEachProfile(this::remember);
        }

        boolean isKnown(int number) {
            return profiles.containsKey(number);
        }

        OutcomeProfile profile(int number) {
            return profiles.get(number);
        }

        int number(OutcomeProfile profile) {
            Integer known = numbers.get(profile);
            if (known != null) {
                return known;
            }
            int number = next;
            store.putProfile(number, profile);
            remember(number, profile);
            return number;
        }

        private void remember(int number, OutcomeProfile profile) {
            numbers.put(profile, number);
            profiles.put(number, profile);
            next = Math.max(next, number + 1);
        }
    }
}
