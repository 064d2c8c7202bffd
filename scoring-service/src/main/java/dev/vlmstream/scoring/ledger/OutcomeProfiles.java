package dev.vlmstream.scoring.ledger;

import java.util.HashMap;
import java.util.Map;

/** Numbers the profiles that were met, the same numbers after a restart. */
final class OutcomeProfiles {
    private final ItemStore store;
    private final Map<OutcomeProfile, Integer> numbers = new HashMap<>();
    private final Map<Integer, OutcomeProfile> profiles = new HashMap<>();

    OutcomeProfiles(ItemStore store) {
        this.store = store;
        store.forEachProfile(this::remember);
    }

    OutcomeProfile profile(int number) {
        OutcomeProfile profile = profiles.get(number);
        if (profile == null) {
            throw new IllegalStateException("the state names profile " + number + ", which is not in it");
        }
        return profile;
    }

    int number(OutcomeProfile profile) {
        Integer known = numbers.get(profile);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        store.putProfile(number, profile);
        remember(number, profile);
        return number;
    }

    private void remember(int number, OutcomeProfile profile) {
        numbers.put(profile, number);
        profiles.put(number, profile);
    }
}
