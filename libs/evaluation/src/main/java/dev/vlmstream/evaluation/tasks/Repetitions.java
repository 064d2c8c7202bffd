package dev.vlmstream.evaluation.tasks;

/**
 * How often the innermost part of an expression is written out when it is compiled: counted repetitions within one another
 * multiply, and a short expression can be larger than the memory.
 */
final class Repetitions {
    private Repetitions() {}

    /** The product of all counted repetitions, an upper bound; at most {@link Integer#MAX_VALUE}. */
    static long most(String expression) {
        long product = 1;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                product = Math.min(Integer.MAX_VALUE, product * Math.max(1, largest(expression, i + 1)));
            }
        }
        return product;
    }

    private static long largest(String expression, int from) {
        long largest = 0;
        long number = 0;
        for (int i = from; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(Integer.MAX_VALUE, 10 * number + c - '0');
                largest = Math.max(largest, number);
            } else if (c == ',') {
                number = 0;
            } else {
                return c == '}' ? largest : 0;
            }
        }
        return 0;
    }
}
