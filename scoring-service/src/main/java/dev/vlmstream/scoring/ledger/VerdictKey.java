package dev.vlmstream.scoring.ledger;

/**
 * Whose verdict.
 *
 * @param item run/item
 * @param model whose answer was judged
 */
record VerdictKey(String item, String model, String rule) {
    private static final String SEPARATOR = "\0";

    String run() {
        return item.substring(0, item.indexOf('/'));
    }

    String text() {
        return String.join(SEPARATOR, item, model, rule);
    }

    static VerdictKey parse(String text) {
        String[] parts = text.split(SEPARATOR, 3);
        return new VerdictKey(parts[0], parts[1], parts[2]);
    }
}
