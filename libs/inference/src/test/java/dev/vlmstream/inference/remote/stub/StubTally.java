package dev.vlmstream.inference.remote.stub;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What a stub was asked. */
public final class StubTally {
    private final Map<String, Integer> attempts = new HashMap<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private int underWay;
    private int mostUnderWay;

    synchronized int begin(String question) {
        mostUnderWay = Math.max(mostUnderWay, ++underWay);
        return attempts.merge(question, 1, Integer::sum);
    }

    synchronized void met(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    synchronized void end() {
        underWay--;
    }

    public synchronized int requests() {
        return attempts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many different questions. */
    public synchronized int questions() {
        return attempts.size();
    }

    /** How often the question was asked that was asked most. */
    public synchronized int mostAttempts() {
        return attempts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** How many requests are under way. */
    public synchronized int underWay() {
        return underWay;
    }

    /** How many requests were ever under way at once. */
    public synchronized int mostUnderWay() {
        return mostUnderWay;
    }

    public synchronized int count(Fault fault) {
        return faults.getOrDefault(fault, 0);
    }

    /** How many requests made tokens that a provider would ask money for. */
    public synchronized int paid() {
        return faults.entrySet().stream()
                .filter(entry -> entry.getKey().isPaid())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
