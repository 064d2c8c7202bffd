package dev.vlmstream.datasets;

import dev.vlmstream.datasets.image.ImageData;
import dev.vlmstream.datasets.image.ImageData.ImageFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the files that a dataset names as its images. */
final class ImageNames {
    private static final Pattern REMOTE = Pattern.compile("^(https?|s3):.*", Pattern.CASE_INSENSITIVE);

    private final Path folder;
    private final Path above;
    private final @Nullable Path within;

    /**
     * @param dataset the file that names them, or the folder of such files
     * @param within below which they must lie; null: anywhere
     */
    ImageNames(Path dataset, @Nullable Path within) {
        this.within = within == null ? null : within.toAbsolutePath().normalize();
        Path absolute = dataset.toAbsolutePath().normalize();
        folder = Files.isDirectory(absolute) || absolute.getParent() == null ? absolute : absolute.getParent();
        above = folder.getParent() == null ? folder : folder.getParent();
    }

    /**
     * Relative names are looked for from the file's folder, then from the folder above, as the study's own lie; with {@code
     * ..} they lead no further up.
     *
     * @return null for an image at a remote address
     */
    @Nullable
    ImageData find(String name) {
        if (REMOTE.matcher(name).matches()) {
            return null;
        }
        Base64Image.refusePrinted(name);
        if (Base64Image.isLikeOne(name)) {
            throw new InvalidItemException("the image is base64, which is read in CSV and in items that are sent to"
                    + " Kafka or over HTTP; write CSV, file names, or Parquet");
        }
        try {
            String path = name.startsWith("file:") ? name.replaceFirst("^file:(//)?", "") : name;
            return Stream.of(folder, above)
                    .map(base -> base.resolve(path).normalize())
                    .filter(image -> Path.of(path).isAbsolute() || image.startsWith(above))
                    .filter(image -> within == null || image.startsWith(within))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .map(ImageNames::read)
                    .orElseThrow(
                            () -> new InvalidItemException("image file not found: " + InvalidItemException.shown(name)
                                    + " (looked from " + folder + " and the folder above it)"));
        } catch (InvalidPathException e) {
            throw new InvalidItemException("image is no file name: " + InvalidItemException.shown(name), e);
        }
    }

    private static ImageFile read(Path image) {
        if (DatasetFiles.isUnreadImage(image)) {
            throw new InvalidItemException("image is a ." + DatasetFiles.ending(image) + ", which is not read: " + image
                    + " (convert it, as with magick mogrify -format jpg, and name the copy)");
        }
        return new ImageFile(image);
    }
}
