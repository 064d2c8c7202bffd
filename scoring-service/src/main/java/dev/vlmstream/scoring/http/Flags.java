package dev.vlmstream.scoring.http;

/** Switches in requests. */
final class Flags {
    private Flags() {}

    /** @throws jakarta.ws.rs.WebApplicationException 400 naming the parameter */
    static boolean of(String name, String text) {
        return switch (text) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw Problem.badRequest(name + " must be true or false, is \"" + text + "\"");
        };
    }
}
