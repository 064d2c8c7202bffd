package dev.vlmstream.datasets.store;

import dev.vlmstream.datasets.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A directory with one file per image, in 256 directories by the digest's first two digits. */
final class DirectoryStore implements ImageStore {
    private final Path directory;

    DirectoryStore(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    private Path file(String digest) {
        return directory.resolve(Digest.path(digest));
    }

    @Override
    public Set<String> missing(Collection<String> digests) {
        return digests.stream().filter(digest -> !isKept(file(digest))).collect(Collectors.toSet());
    }

    /**
     * A file that is kept counts as new from now on, unless it is removed while it is being marked. An empty file is what a power failure
     * leaves of an image that was not on disk yet.
     */
    private boolean isKept(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            if (Files.size(file) == 0) {
                return false;
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Files.isRegularFile(file);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new StoreException("image store " + directory + ": " + file.getFileName() + ": " + reason(e), e);
        }
    }

    @Override
    public void put(String digest, byte[] bytes) {
        Path file = file(digest);
        if (isKept(file)) {
            return;
        }
        try {
            write(file, bytes);
        } catch (IOException e) {
            throw new StoreException(
                    "image store " + directory + ": " + bytes.length + " bytes cannot be written: " + reason(e), e);
        }
    }

    /** First under another name: whoever is killed leaves half an image that nobody takes for one. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Path part = null;
        try {
            Files.createDirectories(file.getParent());
            part = Files.createTempFile(file.getParent(), ".", ".part");
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            if (part != null) {
                Files.deleteIfExists(part);
            }
            throw e;
        }
    }

    @Override
    public Optional<byte[]> get(String digest, long most) {
        try (InputStream file = Files.newInputStream(file(digest))) {
            return Optional.of(file.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, most + 1)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException("image store " + directory + ": " + digest + ": " + reason(e), e);
        }
    }

    @Override
    public boolean isFar() {
        return false;
    }

    @Override
    public void list(Consumer<Kept> each) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, "[0-9a-f][0-9a-f]")) {
            for (Path part : parts) {
                listPart(part, each);
            }
        } catch (IOException e) {
            throw new StoreException("image store " + directory + " cannot be listed: " + reason(e), e);
        }
    }

    private static void listPart(Path part, Consumer<Kept> each) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(part)) {
            for (Path file : files) {
                String digest = file.getFileName().toString();
                if (Digest.isOne(digest)) {
                    kept(digest, file).ifPresent(each);
                }
            }
        }
    }

    /** Empty if it is gone by now. */
    private static Optional<Kept> kept(String digest, Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Kept(
                    digest, attributes.size(), attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * A file that was used between the look at it and its removal would be lost: so it is looked at again under another name, by
     * which nobody finds it, and gets its own back if somebody had found it before.
     */
    @Override
    public boolean removeUnused(Kept listed) {
        Path file = file(listed.digest());
        Path aside = file.resolveSibling("." + listed.digest() + ".unused");
        Optional<Kept> unused = Optional.of(listed);
        try {
            if (!kept(listed.digest(), file).equals(unused)) {
                return false;
            }
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            if (kept(listed.digest(), aside).equals(unused)) {
                Files.delete(aside);
                return true;
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            return false;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new StoreException(
                    "image store " + directory + ": " + listed.digest() + " cannot be removed: " + reason(e), e);
        }
    }

    void remove(String digest) {
        try {
            Files.deleteIfExists(file(digest));
        } catch (IOException e) {
            throw new StoreException(
                    "image store " + directory + ": " + digest + " cannot be removed: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return e.getClass() == IOException.class || e.getMessage() == null
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
