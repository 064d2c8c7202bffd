package dev.vlmstream.scoring.http;

import dev.vlmstream.web.Problem;

/** Values of query parameters; each method throws a 400 that names the parameter and what it may be. */
final class QueryParameters {
    private QueryParameters() {}

    /** A whole number from {@code least} to {@code most}. */
    static int number(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw Problem.badRequest(name + " must be a number from " + least + " to " + most + ", is \"" + text + "\"");
    }

    /** True or false; a parameter without a value is true. */
    static boolean flag(String name, String text) {
        return switch (text) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw Problem.badRequest(name + " must be true or false, is \"" + text + "\"");
        };
    }
}
