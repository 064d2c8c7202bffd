package dev.vlmstream.scoring.ledger;

/** State that another version wrote; trying again does not help. */
public final class OtherLayoutException extends RuntimeException {
    OtherLayoutException(int found, int known) {
        super("scoring's state was written by another version of VLM Stream (its layout is " + found
                + ", this version's is " + known
                + "): run that version, or start with an empty data directory or another topic prefix");
    }
}
