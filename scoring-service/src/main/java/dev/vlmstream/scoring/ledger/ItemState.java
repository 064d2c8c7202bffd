package dev.vlmstream.scoring.ledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one item: small, because it is written again with each outcome.
 *
 * @param label the right answer; null as long as there is no reference
 * @param failure where earlier versions kept why the item failed, until the run's manifest was known; else null
 * @param outcomes one for each model that was heard of
 */
record ItemState(@Nullable String label, @Nullable String failure, List<ItemOutcome> outcomes) {
    static final ItemState NEW = new ItemState(null, null, List.of());
    private static final int LAYOUT = 1;

    boolean hasReference() {
        return label != null;
    }

    ItemState withLabel(String newLabel) {
        return new ItemState(newLabel, failure, outcomes);
    }

    ItemState withoutFailure() {
        return new ItemState(label, null, outcomes);
    }

    ItemState withOutcomes(List<ItemOutcome> newOutcomes) {
        return new ItemState(label, failure, newOutcomes);
    }

    ItemState with(ItemOutcome outcome) {
        List<ItemOutcome> more = new ArrayList<>(outcomes.size() + 1);
        more.addAll(outcomes);
        more.add(outcome);
        return withOutcomes(more);
    }

    byte[] encode() {
        StateFormat.Writer out = new StateFormat.Writer()
                .number(LAYOUT)
                .text(label)
                .text(failure)
                .number(outcomes.size());
        for (ItemOutcome outcome : outcomes) {
            outcome.encode(out);
        }
        return out.bytes();
    }

    static ItemState decode(byte[] bytes) {
        StateFormat.Reader in = new StateFormat.Reader(bytes);
        in.version(LAYOUT);
        String label = in.text();
        String failure = in.text();
        return new ItemState(label, failure, in.list(() -> ItemOutcome.decode(in)));
    }
}
