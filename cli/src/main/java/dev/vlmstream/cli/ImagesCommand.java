package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.options.S3Option;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.datasets.store.ImageStore;
import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicRows;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "images",
        description = "Cleans the image store, which keeps each image once, however many runs ask about it.",
        footer = "  vlmstream images gc --dry-run",
        subcommands = ImagesCommand.GcCommand.class)
public final class ImagesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a subcommand is missing: vlmstream images gc");
    }

    @Command(
            name = "gc",
            description = {
                "Removes unused images: those that no existing run refers to and that nobody uploaded",
                "or looked them up recently.",
                "All installations that share the store must use the same Kafka cluster and prefix."
            },
            footer = {
                "  vlmstream images gc --dry-run",
                "  vlmstream images gc --bootstrap kafka.example:9092 --image-store s3://photos/vlmstream --older-than"
                        + " 48h"
            })
    static final class GcCommand extends JsonCommand {
        private static final Wire<Reference> REFERENCES = Wire.of(Reference.class);

        @Mixin
        private KafkaOption kafka;

        @Mixin
        private StoreOption store;

        @Option(
                names = "--older-than",
                paramLabel = "DURATION",
                defaultValue = "24h",
                description =
                        "Keep images that were uploaded or looked up within this time (in a bucket, one hour longer),"
                                + " since a push may still be running (default: ${DEFAULT-VALUE}).")
        private Duration olderThan;

        @Option(names = "--dry-run", description = "Say what would be removed without removing it.")
        private boolean dryRun;

        /** How many images, of how many bytes. */
        record Sums(int images, long bytes) {
            static Sums of(List<ImageStore.Kept> kept) {
                return new Sums(
                        kept.size(),
                        kept.stream().mapToLong(ImageStore.Kept::bytes).sum());
            }
        }

        @Override
        public Integer call() {
            try (ImageStore images = store.open(kafka.data())) {
                print(images, collect(images, olderThan, () -> needed(kafka.topics()), dryRun));
                return 0;
            } catch (StoreException | IllegalArgumentException e) {
                throw new CommandFailure(e.getMessage(), e);
            }
        }

        /** What was there, and what goes. */
        record Collected(Sums all, Sums old) {}

        /** @param needed reads the topics, which may take minutes; whoever asks for an image meanwhile keeps it */
        static Collected collect(ImageStore images, Duration olderThan, Supplier<Set<String>> needed, boolean dryRun) {
            // Before the topics: what a push brings from now on is younger than any age that is asked for.
            Instant before = Instant.now().minus(olderThan);
            List<ImageStore.Kept> all = new ArrayList<>();
            images.list(all::add);
            Set<String> digests = needed.get();
            List<ImageStore.Kept> old = all.stream()
                    .filter(kept ->
                            !digests.contains(kept.digest()) && kept.since().isBefore(before))
                    .filter(kept -> dryRun || images.removeUnused(kept))
                    .toList();
            return new Collected(Sums.of(all), Sums.of(old));
        }

        private Set<String> needed(TopicReader topics) {
            TopicRows<RunManifest> runs = new RunRegistry(topics).all();
            Set<String> digests = new HashSet<>();
            Progress progress = new Progress(err(), "reading references");
            topics.each(
                    Topic.REFERENCES,
                    record -> add(REFERENCES.decode(record.value()), runs, digests),
                    (done, total) -> progress.show(done, total, ""));
            return digests;
        }

        /** A run whose newest manifest cannot be read may have been deleted, or not: its images stay. */
        private static void add(Reference reference, TopicRows<RunManifest> runs, Set<String> digests) {
            String run = reference.getRun();
            boolean deleted = runs.unreadable(run).isEmpty()
                    && runs.find(run).filter(Deletions::isDeleted).isPresent();
            if (reference.getImage() != null && !deleted) {
                digests.add(reference.getImage().getSha256());
            }
        }

        private void print(ImageStore images, Collected collected) {
            Sums all = collected.all();
            Sums old = collected.old();
            if (json) {
                ObjectNode line = Json.object();
                line.put("store", images.toString());
                line.put("images", all.images()).put("bytes", all.bytes());
                line.put("unneeded", old.images()).put("unneeded_bytes", old.bytes());
                line.put("removed", !dryRun);
                print(Json.pretty(line));
            } else {
                out().printf(
                                "%s: %,d images of %,d bytes; %s %,d of %,d bytes that no run needs%n",
                                images,
                                all.images(),
                                all.bytes(),
                                dryRun ? "would remove" : "removed",
                                old.images(),
                                old.bytes());
            }
        }

        private static final class StoreOption {
            @Option(
                    names = "--image-store",
                    paramLabel = "LOCATION",
                    description = "A directory, or s3://BUCKET/PREFIX (default: images in --data).")
            private @Nullable String location;

            @Mixin
            private S3Option s3 = new S3Option();

            /** @param data where a stack of your own keeps what it has */
            ImageStore open(Path data) {
                return ImageStore.open(
                        location == null ? data.resolve(StackConfig.IMAGES).toString() : location,
                        new ImageStore.Settings(s3.endpoint(), s3.region(), data.resolve("cache"), 0));
            }
        }
    }
}
