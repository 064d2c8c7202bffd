package dev.vlmstream.inference.anyres;

/**
 * A picture's rows of image tokens. Of a very long picture nothing may be left across: as transformers has it, its lines are
 * the newline alone.
 *
 * @param height how many rows, 0 or more
 * @param width tokens of each, 0 or more, without the newline
 */
record Lines(int height, int width) {

    /** Image tokens of all of them. */
    int tokens() {
        return height * (width + 1);
    }
}
