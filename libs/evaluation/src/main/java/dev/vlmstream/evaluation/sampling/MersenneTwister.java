package dev.vlmstream.evaluation.sampling;

/**
 * MT19937 with initialisation by array (Matsumoto and Nishimura, 1998, the 2002 reference code), as CPython's {@code
 * random} module uses it.
 */
final class MersenneTwister {
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
