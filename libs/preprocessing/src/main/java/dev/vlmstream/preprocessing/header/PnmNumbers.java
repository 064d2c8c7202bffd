package dev.vlmstream.preprocessing.header;

/**
 * The numbers of a Netpbm file, in its header and in the samples of a plain one: digits between white space, where a comment
 * from {@code #} to the end of its line counts as that end.
 */
public final class PnmNumbers {
    private static final int END = -1;
    private static final int NONE = -1;

    private final byte[] bytes;
    private int at;
    private boolean ended;

    public PnmNumbers(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** The next number, with the one byte of white space behind it; negative where there is none, or one above the limit. */
    public int next(int most) {
        int c = afterBlanks();
        long number = isDigit(c) ? 0 : NONE;
        for (; isDigit(c); c = read()) {
            number = 10 * number + c - '0';
            if (number > most) {
                return NONE;
            }
        }
        return c == END || isBlank(c) ? (int) number : NONE;
    }

    /** The next digit, which needs no white space before or behind it; negative where there is none. */
    public int digit() {
        int c = afterBlanks();
        return isDigit(c) ? c - '0' : NONE;
    }

    /** Whether the end was met. */
    public boolean ended() {
        return ended;
    }

    /** The place behind what was read. */
    int at() {
        return at;
    }

    private int afterBlanks() {
        int c = read();
        while (isBlank(c)) {
            c = read();
        }
        return c;
    }

    private int read() {
        int c = one();
        if (c == '#') {
            while (c != END && c != '\n' && c != '\r') {
                c = one();
            }
        }
        return c;
    }

    private int one() {
        ended = at >= bytes.length;
        return ended ? END : bytes[at++] & 0xff;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isBlank(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
