package dev.vlmstream.scoring.ledger;

import java.util.HashMap;
import java.util.Map;

/** Numbers the profiles that were met, the same numbers after a restart. */
final class ProfileBook {
    private final ItemStore store;
    private final Map<Profile, Integer> numbers = new HashMap<>();
    private final Map<Integer, Profile> profiles = new HashMap<>();

    ProfileBook(ItemStore store) {
        this.store = store;
        store.forEachProfile(this::remember);
    }

    Profile profile(int number) {
        Profile profile = profiles.get(number);
        if (profile == null) {
            throw new IllegalStateException("the state names profile " + number + ", which is not in it");
        }
        return profile;
    }

    int number(Profile profile) {
        Integer known = numbers.get(profile);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        store.putProfile(number, profile);
        remember(number, profile);
        return number;
    }

    private void remember(int number, Profile profile) {
        numbers.put(profile, number);
        profiles.put(number, profile);
    }
}
