package dev.vlmstream.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Levenshtein's distance by G. Myers, "A Fast Bit-Vector Algorithm for Approximate String Matching Based on Dynamic
 * Programming" (JACM 1999), with H. Hyyrö's horizontal differences between blocks (2003): 64 rows of the table at once.
 * Exact; two texts of 50,000 characters take a fraction of a second, the table itself many.
 */
public final class EditDistance {
    private static final int ROWS = Long.SIZE;

    private EditDistance() {}

    /** How many code points must be inserted, deleted or replaced to make one text of the other. */
    public static int between(String a, String b) {
        return between(a.codePoints().toArray(), b.codePoints().toArray());
    }

    public static int between(int[] a, int[] b) {
        int[] rows = a.length <= b.length ? a : b;
        int[] columns = a.length <= b.length ? b : a;
        if (rows.length == 0) {
            return columns.length;
        }
        Map<Integer, Integer> ids = new HashMap<>();
        int[] ofRows = numbered(rows, ids);
        int[] ofColumns = numbered(columns, ids);
        long[] rowsWith = new long[ids.size()];
        byte[] steps = new byte[columns.length];
        Arrays.fill(steps, (byte) 1);
        for (int first = 0; first < rows.length; first += ROWS) {
            int last = Math.min(rows.length, first + ROWS);
            for (int row = first; row < last; row++) {
                rowsWith[ofRows[row]] |= 1L << (row - first);
            }
            block(rowsWith, ofColumns, last - first, steps);
            for (int row = first; row < last; row++) {
                rowsWith[ofRows[row]] = 0;
            }
        }
        int distance = rows.length;
        for (byte step : steps) {
            distance += step;
        }
        return distance;
    }

    /** The code points numbered in the order in which they first occur. */
    private static int[] numbered(int[] text, Map<Integer, Integer> ids) {
        int[] numbers = new int[text.length];
        for (int i = 0; i < text.length; i++) {
            Integer known = ids.putIfAbsent(text[i], ids.size());
            numbers[i] = known == null ? ids.size() - 1 : known;
        }
        return numbers;
    }

    /**
     * Up to 64 rows of the table.
     *
     * @param rowsWith by number of a code point, a bit for each row that has it
     * @param steps for each column the difference to the one before: in the row above the block, then in its last row
     */
    private static void block(long[] rowsWith, int[] columns, int rows, byte[] steps) {
        long lastRow = 1L << (rows - 1);
        long up = -1L;
        long down = 0;
        for (int column = 0; column < columns.length; column++) {
            int in = steps[column];
            long equal = rowsWith[columns[column]];
            long vertical = equal | down;
            equal |= in < 0 ? 1 : 0;
            long horizontal = ((equal & up) + up ^ up) | equal;
            long right = down | ~(horizontal | up);
            long left = up & horizontal;
            steps[column] = (byte) ((right & lastRow) != 0 ? 1 : (left & lastRow) != 0 ? -1 : 0);
            right = right << 1 | (in > 0 ? 1 : 0);
            left = left << 1 | (in < 0 ? 1 : 0);
            up = left | ~(vertical | right);
            down = right & vertical;
        }
    }
}
