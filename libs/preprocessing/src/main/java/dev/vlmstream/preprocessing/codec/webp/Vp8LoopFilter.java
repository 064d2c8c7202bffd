package dev.vlmstream.preprocessing.codec.webp;

import dev.vlmstream.preprocessing.codec.webp.Vp8Header.Vp8FilterStrength;

/** Smoothing of the edges of macroblocks and blocks (RFC 6386, section 15). */
record Vp8LoopFilter(boolean simple, Vp8Plane y, Vp8Plane u, Vp8Plane v) {
    /** Filters a macroblock's left edge, its inner upright edges, its upper edge, its inner level edges. */
    void macroblock(int column, int row, Vp8FilterStrength strength, boolean inner) {
        if (column > 0) {
            edges(column, row, strength, true, true);
        }
        if (inner) {
            edges(column, row, strength, true, false);
        }
        if (row > 0) {
            edges(column, row, strength, false, true);
        }
        if (inner) {
            edges(column, row, strength, false, false);
        }
    }

    private void edges(int column, int row, Vp8FilterStrength strength, boolean upright, boolean outer) {
        edges(y, 16, column, row, strength, upright, outer);
        if (!simple) {
            edges(u, 8, column, row, strength, upright, outer);
            edges(v, 8, column, row, strength, upright, outer);
        }
    }

    private void edges(
            Vp8Plane plane, int size, int column, int row, Vp8FilterStrength strength, boolean upright, boolean outer) {
        int across = upright ? 1 : plane.stride;
        int along = upright ? plane.stride : 1;
        int corner = plane.at(size * column, size * row);
        for (int offset = outer ? 0 : 4; offset < (outer ? 1 : size); offset += 4) {
            for (int i = 0; i < size; i++) {
                filter(plane, corner + offset * across + i * along, across, strength, outer);
            }
        }
    }

    /** Filters over an edge before the sample at {@code q}; p0, p1, … lie before it, q0, q1, … after it. */
    private void filter(Vp8Plane s, int q, int step, Vp8FilterStrength strength, boolean outer) {
        int p1 = s.get(q - 2 * step);
        int p0 = s.get(q - step);
        int q0 = s.get(q);
        int q1 = s.get(q + step);
        int limit = 2 * (strength.edge() + (outer ? 4 : 0)) + 1;
        if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > limit) {
            return;
        }
        if (simple) {
            two(s, q, step, p1, p0, q0, q1);
            return;
        }
        if (!isSmooth(s, q, step, strength.interior())) {
            return;
        }
        if (Math.abs(p1 - p0) > strength.variance() || Math.abs(q1 - q0) > strength.variance()) {
            two(s, q, step, p1, p0, q0, q1);
        } else if (outer) {
            six(s, q, step, p1, p0, q0, q1);
        } else {
            four(s, q, step, p1, p0, q0, q1);
        }
    }

    private static boolean isSmooth(Vp8Plane s, int q, int step, int most) {
        for (int i = -4; i < 3; i++) {
            if (i != -1 && Math.abs(s.get(q + i * step) - s.get(q + (i + 1) * step)) > most) {
                return false;
            }
        }
        return true;
    }

    private static void two(Vp8Plane s, int q, int step, int p1, int p0, int q0, int q1) {
        int a = 3 * (q0 - p0) + signed(p1 - q1);
        s.samples[q - step] = Vp8Plane.clip(p0 + eighth(a + 3));
        s.samples[q] = Vp8Plane.clip(q0 - eighth(a + 4));
    }

    private static void four(Vp8Plane s, int q, int step, int p1, int p0, int q0, int q1) {
        int a = 3 * (q0 - p0);
        int a1 = eighth(a + 4);
        int a3 = a1 + 1 >> 1;
        s.samples[q - 2 * step] = Vp8Plane.clip(p1 + a3);
        s.samples[q - step] = Vp8Plane.clip(p0 + eighth(a + 3));
        s.samples[q] = Vp8Plane.clip(q0 - a1);
        s.samples[q + step] = Vp8Plane.clip(q1 - a3);
    }

    private static void six(Vp8Plane s, int q, int step, int p1, int p0, int q0, int q1) {
        int a = signed(3 * (q0 - p0) + signed(p1 - q1));
        int a1 = 27 * a + 63 >> 7;
        int a2 = 18 * a + 63 >> 7;
        int a3 = 9 * a + 63 >> 7;
        s.samples[q - 3 * step] = Vp8Plane.clip(s.get(q - 3 * step) + a3);
        s.samples[q - 2 * step] = Vp8Plane.clip(p1 + a2);
        s.samples[q - step] = Vp8Plane.clip(p0 + a1);
        s.samples[q] = Vp8Plane.clip(q0 - a1);
        s.samples[q + step] = Vp8Plane.clip(q1 - a2);
        s.samples[q + 2 * step] = Vp8Plane.clip(s.get(q + 2 * step) - a3);
    }

    private static int signed(int value) {
        return Math.max(-128, Math.min(127, value));
    }

    /** An eighth, within -16 and 15. */
    private static int eighth(int value) {
        return Math.max(-16, Math.min(15, value >> 3));
    }
}
