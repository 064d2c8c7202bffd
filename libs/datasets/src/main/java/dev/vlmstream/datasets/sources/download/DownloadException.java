package dev.vlmstream.datasets.sources.download;

/** Something could not be fetched. The message names the repository, address or file, what is wrong, and what to do. */
public final class DownloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DownloadException(String message) {
        super(message);
    }

    public DownloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
