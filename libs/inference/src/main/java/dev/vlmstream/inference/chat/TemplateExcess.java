package dev.vlmstream.inference.chat;

/** A template that is, or takes, more than the limits; the message says what of it. */
final class TemplateExcess extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplateExcess(String message) {
        super(message);
    }
}
