package dev.vlmstream.ingest;

import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.evaluation.QuestionLabels;
import dev.vlmstream.images.ImageException;
import dev.vlmstream.images.MediaType;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.store.Digest;
import dev.vlmstream.streaming.images.ImageAccessException;
import dev.vlmstream.streaming.images.ImageSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives a JSON line's image its bytes and digest: paths are looked for below the allowed directories. */
final class JsonImages {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);
    /** Larger files stay where all services may read them; so does what is larger elsewhere, where there is no store. */
    private static final int INLINE_BYTES = 1024 * 1024;

    private final ImageSource source;
    private final List<Path> roots;

    JsonImages(ImageSource source, List<Path> roots) {
        this.source = source;
        this.roots = roots;
    }

    Item item(PushedItem pushed, String run) {
        ImageRef image = image(pushed);
        String label = pushed.label() == null ? QuestionLabels.label(pushed.answers()) : pushed.label();
        String name = image == null ? null : image.getName();
        return Item.newBuilder()
                .setRun(run)
                .setItemId(pushed.id() != null ? pushed.id() : ItemIds.of(name, pushed.text(), pushed.label()))
                .setImage(image)
                .setText(pushed.text())
                .setLabel(label)
                .setLabelIndex(pushed.labelIndex())
                .setChoices(pushed.choices())
                .setAnswers(pushed.answers())
                .setOptions(pushed.options())
                .setOcrTokens(pushed.ocrTokens())
                .setFields(pushed.fields())
                .setCategory(pushed.category())
                .setGroup(pushed.group())
                .setClassName(pushed.className())
                .build();
    }

    private @Nullable ImageRef image(PushedItem pushed) {
        try {
            if (pushed.imageBytes() != null) {
                byte[] bytes = pushed.imageBytes();
                String digest = Digest.of(bytes);
                requireSaid(pushed.imageSha256(), digest);
                return ref(named(pushed, digest), bytes, digest, null);
            }
            if (pushed.imageSha256() != null) {
                return kept(named(pushed, pushed.imageSha256()), pushed.imageSha256());
            }
            if (pushed.imageAddress() == null) {
                return null;
            }
            String address = address(pushed.imageAddress());
            byte[] bytes = source.fetch(address, pushed.imageAddress());
            return ref(pushed.imageAddress(), bytes, Digest.of(bytes), address);
        } catch (ImageAccessException | ImageException e) {
            throw new RejectedException(e.getMessage(), e);
        }
    }

    private static String named(PushedItem pushed, String digest) {
        return pushed.imageAddress() == null ? digest : pushed.imageAddress();
    }

    private static void requireSaid(@Nullable String said, String digest) {
        if (said != null && !said.equals(digest)) {
            throw new RejectedException("the image's bytes have the SHA-256 " + digest + ", not " + said);
        }
    }

    /** An image that the store has: the event carries no bytes, but what is said of them holds. */
    private ImageRef kept(String name, String digest) throws ImageException {
        byte[] bytes = source.kept(digest, name);
        return ImageRef.newBuilder()
                .setName(name)
                .setSha256(digest)
                .setSize(bytes.length)
                .setMediaType(MediaType.of(bytes, name))
                .build();
    }

    private ImageRef ref(String name, byte[] bytes, String digest, @Nullable String address) {
        boolean inline = address == null
                || bytes.length <= INLINE_BYTES
                || source.store().isPresent() && !address.startsWith("file:");
        return ImageRef.newBuilder()
                .setName(name)
                .setSha256(digest)
                .setSize(bytes.length)
                .setBytes(inline ? ByteBuffer.wrap(bytes) : null)
                .setAddress(inline ? null : address)
                .build();
    }

    private String address(String image) {
        if (ADDRESS.matcher(image).matches()) {
            return image;
        }
        for (Path root : roots) {
            Path file = below(root, image);
            if (file != null && Files.isRegularFile(file)) {
                return file.toUri().toString();
            }
        }
        throw new RejectedException(shortened(image) + ": no such file below the directories that may be read"
                + " (vlmstream.images.roots: " + roots + "); or send the bytes as base64 in \"image_bytes\"");
    }

    /** Links resolved; null if there is nothing or it lies outside, so that both are refused in the same words. */
    private static @Nullable Path below(Path root, String image) {
        try {
            Path file = root.resolve(image.replaceFirst("^/+", "")).toRealPath();
            return file.startsWith(root.toRealPath()) ? file : null;
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    private static String shortened(String image) {
        return image.length() <= 200 ? image : image.substring(0, 200) + "…";
    }
}
