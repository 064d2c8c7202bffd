package dev.vlmstream.preprocessing.codec.webp;

/** The steps of a segment's coefficients (RFC 6386, section 14.1): DC and AC of luma, of its second order, of chroma. */
record Vp8Quantiser(int lumaDc, int lumaAc, int secondDc, int secondAc, int chromaDc, int chromaAc) {
    /**
     * @param index the segment's index
     * @param deltas what is added for luma DC, second-order DC and AC, chroma DC and AC
     */
    static Vp8Quantiser of(int index, int[] deltas) {
        return new Vp8Quantiser(
                dc(index + deltas[0], 127),
                ac(index),
                2 * dc(index + deltas[1], 127),
                Math.max(8, ac(index + deltas[2]) * 155 / 100),
                dc(index + deltas[3], 117),
                ac(index + deltas[4]));
    }

    private static int dc(int index, int most) {
        return Vp8Tables.DC_STEPS[Math.max(0, Math.min(most, index))] & 0xff;
    }

    private static int ac(int index) {
        return Vp8Tables.acStep(Math.max(0, Math.min(127, index)));
    }
}
