package dev.vlmstream.evaluation.sampling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * CPython's {@code random.Random} (3.9 to 3.13) seeded with an integer: the same seed gives the same numbers, shuffles
 * and samples as {@code random.seed(n)} does in the study's script. Not safe for use by several threads at once.
 */
public final class PythonRandom {
    private final MersenneTwister bits;

    /** As {@code random.seed(seed)}: the sign of an integer seed is dropped. */
    public PythonRandom(long seed) {
        long magnitude = Math.abs(seed); // of Long.MIN_VALUE: itself, which read as unsigned is 2^63, as it should be
        int low = (int) magnitude;
        int high = (int) (magnitude >>> 32);
        bits = new MersenneTwister(high == 0 ? new int[] {low} : new int[] {low, high});
    }

    /** A double in [0, 1) with 53 random bits. */
    public double random() {
        long a = bits.next() >>> 5;
        long b = bits.next() >>> 6;
        return (a * 67108864.0 + b) / 9007199254740992.0;
    }

    /**
     * An integer of k random bits.
     *
     * @param k 0 to 63
     */
    public long getrandbits(int k) {
        if (k < 0 || k > 63) {
            throw new IllegalArgumentException("getrandbits takes 0 to 63 bits, got " + k);
        }
        long result = 0;
        for (int taken = 0; taken < k; taken += 32) {
            int count = Math.min(32, k - taken);
            result |= (long) (bits.next() >>> 32 - count) << taken & 0xffffffffL << taken;
        }
        return result;
    }

    /** An integer in [0, n), by rejection, so that the number of words consumed equals CPython's. */
    public int randbelow(int n) {
        if (n <= 0) {
            throw new IllegalArgumentException("randbelow needs a positive bound, got " + n);
        }
        int k = 32 - Integer.numberOfLeadingZeros(n);
        long r = getrandbits(k);
        while (r >= n) {
            r = getrandbits(k);
        }
        return (int) r;
    }

    /** Shuffles the list in place. */
    public <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, randbelow(i + 1));
        }
    }

    /**
     * k elements in random order, by position and without putting back.
     *
     * @throws IllegalArgumentException if k is negative or more than there are
     */
    public <T> List<T> sample(List<T> population, int k) {
        if (k < 0 || k > population.size()) {
            throw new IllegalArgumentException("cannot sample " + k + " of " + population.size() + " elements");
        }
        return population.size() <= poolLimit(k) ? fromPool(population, k) : bySelection(population, k);
    }

    /** CPython's bound, 21 + 4^ceil(log4(3k)), below which copying the population is cheaper than a set. */
    private static long poolLimit(int k) {
        if (k <= 5) {
            return 21;
        }
        long power = 1;
        while (power < 3L * k) {
            power *= 4;
        }
        return 21 + power;
    }

    private <T> List<T> fromPool(List<T> population, int k) {
        List<T> pool = new ArrayList<>(population);
        List<T> result = new ArrayList<>(k);
        for (int i = 0; i < k; i++) {
            int left = pool.size() - i;
            int j = randbelow(left);
            result.add(pool.get(j));
            pool.set(j, pool.get(left - 1));
        }
        return result;
    }

    private <T> List<T> bySelection(List<T> population, int k) {
        Set<Integer> selected = new HashSet<>();
        List<T> result = new ArrayList<>(k);
        while (result.size() < k) {
            int j = randbelow(population.size());
            if (selected.add(j)) {
                result.add(population.get(j));
            }
        }
        return result;
    }

    /**
     * MT19937 with initialisation by array (Matsumoto and Nishimura, 1998, the 2002 reference code), as CPython's {@code
     * random} module uses it.
     */
    private static final class MersenneTwister {
        private static final int N = 624;
        private static final int M = 397;

        private final int[] state = new int[N];
        private int next = N;

        MersenneTwister(int[] key) {
            fill(19650218);
            int i = 1;
            int j = 0;
            for (int k = Math.max(N, key.length); k > 0; k--) {
                state[i] = (state[i] ^ mixed(i - 1) * 1664525) + key[j] + j;
                i = following(i);
                j = (j + 1) % key.length;
            }
            for (int k = N - 1; k > 0; k--) {
                state[i] = (state[i] ^ mixed(i - 1) * 1566083941) - i;
                i = following(i);
            }
            state[0] = 0x80000000;
        }

        private void fill(int seed) {
            state[0] = seed;
            for (int i = 1; i < N; i++) {
                state[i] = 1812433253 * mixed(i - 1) + i;
            }
        }

        private int mixed(int i) {
            return state[i] ^ state[i] >>> 30;
        }

        private int following(int i) {
            if (i + 1 < N) {
                return i + 1;
            }
            state[0] = state[N - 1];
            return 1;
        }

        /** The next 32 bits. */
        int next() {
            if (next == N) {
                regenerate();
            }
            int y = state[next++];
            y ^= y >>> 11;
            y ^= y << 7 & 0x9d2c5680;
            y ^= y << 15 & 0xefc60000;
            return y ^ y >>> 18;
        }

        /** In two parts, because a remainder for each index took most of the time of a resampling. */
        private void regenerate() {
            for (int i = 0; i < N - M; i++) {
                state[i] = twisted(i, i + 1, i + M);
            }
            for (int i = N - M; i < N - 1; i++) {
                state[i] = twisted(i, i + 1, i + M - N);
            }
            state[N - 1] = twisted(N - 1, 0, M - 1);
            next = 0;
        }

        private int twisted(int high, int low, int other) {
            int y = state[high] & 0x80000000 | state[low] & 0x7fffffff;
            return state[other] ^ y >>> 1 ^ -(y & 1) & 0x9908b0df;
        }
    }
}
