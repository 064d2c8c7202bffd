package dev.vlmstream.scoring.http;

/** Numbers in requests. */
final class Numbers {
    private Numbers() {}

    /** @throws jakarta.ws.rs.WebApplicationException 400 naming the parameter and its bounds */
    static int within(String name, String text, int least, int most) {
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
}
