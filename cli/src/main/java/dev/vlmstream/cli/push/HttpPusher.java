package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.rest.IngestClient;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.items.ItemRecords;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Judges;
import dev.vlmstream.schemas.topics.ManifestDifference;
import dev.vlmstream.schemas.topics.ManifestFields;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pushes through the ingest service, for whoever does not reach Kafka: manifest, images that the store lacks, items some
 * hundred at a time, each lot when Kafka has the one before, and the closing record once all are accepted.
 *
 * @param inlineLimit bytes up to which an image travels in its item
 * @param notices told what might surprise
 */
public record HttpPusher(IngestClient ingest, ScoringClient scoring, long inlineLimit, Consumer<String> notices)
        implements RunPush {
    private static final int MOST_LINES = 500;
    private static final int MOST_BYTES = 8 << 20;
    /** Refused items that are told one by one. */
    private static final int TOLD = 5;

    /** The models that answer there; judges are none. */
    public static List<KnownModel> models(ScoringClient scoring) {
        return scoring.models().stream()
                .filter(one -> Judges.bundle(one.model()).isEmpty())
                .map(KnownModel::announced)
                .toList();
    }

    @Override
    public int push(RunPlan plan, Progress progress) {
        RunManifest manifest = plan.manifest();
        RunRegistry.requireJudges(manifest.getJudges(), scoring.models(), notices);
        ImagePacker packer = new ImagePacker(inlineLimit, List.of());
        plan.items().forEach(drawn -> packer.check(drawn.line()));
        open(manifest);
        if (isComplete(manifest.getRun())) {
            return 0;
        }
        Lots lots = new Lots(plan, progress);
        ImageUploads once = new ImageUploads(Optional.of(ingest), inlineLimit, lots::add);
        try (Prefetcher<?, Item> items = plan.records(packer)) {
            while (items.hasNext()) {
                if (lots.wasClosed) {
                    return 0;
                }
                once.add(items.next());
            }
        }
        once.flush();
        lots.send();
        if (lots.wasClosed) {
            return 0;
        }
        progress.finish(lots.accepted, plan.items().size(), "");
        requireFew(plan, lots);
        ingest.close(manifest.getRun(), lots.accepted);
        return (int) lots.accepted;
    }

    private boolean isComplete(String run) {
        return scoring.metricsIfKnown(run).map(RunMetrics::complete).orElse(false);
    }

    /** How many items there are is said at the end: some may be refused. */
    private void open(RunManifest manifest) {
        Map<String, Object> settings = RunOpening.settings(manifest);
        settings.remove(RunSettings.ITEMS.key());
        RunManifest understood =
                ManifestFields.manifest(ingest.open(settings), String.valueOf(manifest.getSoftwareVersion()));
        ManifestDifference.of(understood, manifest).ifPresent(difference -> {
            throw new CommandFailure("the ingest service understands run \"" + manifest.getRun() + "\" otherwise: "
                    + difference + "; use a command and a service of the same version");
        });
    }

    private void requireFew(RunPlan plan, Lots lots) {
        if (lots.refused.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>(lots.refused.subList(0, Math.min(TOLD, lots.refused.size())));
        if (lots.refusedCount > lines.size()) {
            lines.add("and " + (lots.refusedCount - lines.size()) + " more");
        }
        String told = String.join("\n  ", lines);
        if (lots.refusedCount > plan.skipBad()) {
            throw new CommandFailure(
                    lots.refusedCount + " of " + plan.items().size() + " items were refused, and run \""
                            + plan.manifest().getRun() + "\" stays open for them:\n  " + told
                            + "\nfix them and push again under the same --run, or leave out up to N with --skip-bad N");
        }
        notices.accept(lots.refusedCount + " items were refused and are left out:\n  " + told);
    }

    /** Lines on their way, a request at a time. */
    private final class Lots {
        private final RunPlan plan;
        private final Progress progress;
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private final List<Item> items = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();
        private long refusedCount;
        private long accepted;
        private boolean wasClosed;

        Lots(RunPlan plan, Progress progress) {
            this.plan = plan;
            this.progress = progress;
        }

        void add(Item item) {
            lines.writeBytes(ItemRecords.json(item));
            lines.write('\n');
            items.add(item);
            if (items.size() >= MOST_LINES || lines.size() >= MOST_BYTES) {
                send();
            }
        }

        void send() {
            if (items.isEmpty() || wasClosed) {
                return;
            }
            Optional<IngestClient.Taken> taken = ingest.push(plan.manifest().getRun(), lines.toByteArray());
            wasClosed = taken.isEmpty();
            taken.ifPresent(this::count);
            lines.reset();
            items.clear();
        }

        private void count(IngestClient.Taken taken) {
            accepted += taken.accepted();
            refusedCount += taken.refusedCount();
            for (IngestClient.Taken.Refused one : taken.refused()) {
                Item item = items.get((int) one.line() - 1);
                refused.add((item.getImage() == null
                                ? item.getItemId()
                                : item.getImage().getName()) + ": " + one.error());
            }
            progress.show(accepted, plan.items().size(), refusedCount == 0 ? "" : refusedCount + " refused");
        }
    }
}
