package dev.vlmstream.cli.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What was found of one thing that the program needs.
 *
 * @param cure what to do; null where nothing is to be done
 */
record Finding(
        String what, Level level, String found, @Nullable String cure) {

    /** How it is. */
    enum Level {
        OK("ok"),
        /** It works, but less well than it could, or not for everything. */
        WARNING("warning"),
        /** Something does not work. */
        ERROR("error");

        private final String id;

        Level(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    static Finding ok(String what, String found) {
        return new Finding(what, Level.OK, found, null);
    }

    static Finding warning(String what, String found, String cure) {
        return new Finding(what, Level.WARNING, found, cure);
    }

    static Finding error(String what, String found, String cure) {
        return new Finding(what, Level.ERROR, found, cure);
    }
}
