package dev.vlmstream.streaming.loop;

/**
 * Failures that one record may bring about: the process is sound, and the next record is worked on. An exception, a
 * stack or a heap that a hostile record exhausts, and a broken assertion are; a class that cannot be linked is not, since
 * it would fail every record.
 */
public final class RecordFailure {
    private RecordFailure() {}

    /** Whether only the record that was worked on is to be given up. */
    public static boolean isOfRecord(Throwable failure) {
        return failure instanceof RuntimeException
                || failure instanceof StackOverflowError
                || failure instanceof OutOfMemoryError
                || failure instanceof AssertionError;
    }

    /** Why a record was given up, in words for its dead letter. */
    public static String reason(Throwable failure) {
        if (failure instanceof StackOverflowError) {
            return "nested too deeply to be processed (StackOverflowError)";
        }
        if (failure instanceof OutOfMemoryError) {
            return "needs more memory than this service has (OutOfMemoryError: " + failure.getMessage() + ")";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
