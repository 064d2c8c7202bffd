package dev.vlmstream.scoring.notifications;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.Notification;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is to be told of a run as its numbers are now. Nothing of it is taken back by what comes later, so that each is told once.
 *
 * @param failedShare above which a model's failures are told of; 0 to 1
 */
record NotificationRules(double failedShare, List<Threshold> thresholds) {
    private static final String COMPLETE = "complete";
    private static final String JUDGED = "judged";
    private static final String MISCOUNTED = "miscounted";

    NotificationRules {
        if (!(failedShare >= 0 && failedShare <= 1)) {
            throw new IllegalArgumentException(
                    "vlmstream.notifications.failed-share is " + failedShare + "; it must be a share, 0 to 1");
        }
        thresholds = List.copyOf(thresholds);
    }

    /** The id of the last thing that is told of a run. */
    static String last(String run, boolean withJudges) {
        return (withJudges ? JUDGED : COMPLETE) + "/" + run;
    }

    /** The id of what is told of a run whose items are not as many as its manifest says. */
    static String miscounted(String run) {
        return MISCOUNTED + "/" + run;
    }

    /** All that holds now, whether it was told or not, the end last. */
    List<Notification> of(RunMetrics run, long now) {
        List<Notification> happened = new ArrayList<>();
        for (ModelMetrics model : run.models()) {
            failures(run, model, happened);
            for (Threshold threshold : thresholds) {
                threshold
                        .reached(model, run.complete())
                        .ifPresent(reading -> happened.add(reached(run, model, threshold, reading)));
            }
        }
        if (run.problem() != null) {
            Notification told = told(MISCOUNTED, run, "");
            told.setText(run.run() + ": " + run.problem());
            happened.add(told);
        }
        if (run.complete()) {
            happened.add(end(COMPLETE, run, run.completion() + ": " + run.items() + " items. "));
        }
        if (Boolean.TRUE.equals(run.judged())) {
            happened.add(end(JUDGED, run, "judged. "));
        }
        happened.forEach(one -> one.setAt(now));
        return happened;
    }

    /** Of all items that the run will have, so that it stays true. */
    private void failures(RunMetrics run, ModelMetrics model, List<Notification> happened) {
        if (run.items() == null || run.items() < 1 || model.failed() <= failedShare * run.items()) {
            return;
        }
        double share = (double) model.failed() / run.items();
        Notification told = about("failures", run, model, "");
        told.setValue(share);
        told.setLimit(failedShare);
        told.setText("%s: %d of %d items failed for %s, more than %s"
                .formatted(run.run(), model.failed(), run.items(), model.model(), percent(failedShare)));
        happened.add(told);
    }

    private static Notification reached(
            RunMetrics run, ModelMetrics model, Threshold threshold, Threshold.Reading reading) {
        Notification told = about("threshold", run, model, "/" + encoded(threshold.text()));
        told.setMetric(threshold.metric());
        told.setValue(reading.value());
        told.setLow(reading.low());
        told.setHigh(reading.high());
        told.setLimit(threshold.limit());
        told.setText("%s: %s of %s is %s%s after %d items: %s"
                .formatted(
                        run.run(),
                        threshold.metric(),
                        model.model(),
                        number(reading.value()),
                        reading.low() == null || reading.high() == null
                                ? ""
                                : " (" + number(reading.low()) + " to " + number(reading.high()) + ")",
                        model.counted(),
                        threshold.text()));
        return told;
    }

    private static Notification about(String event, RunMetrics run, ModelMetrics model, String more) {
        Notification told = told(event, run, "/" + encoded(model.model()) + more);
        told.setModel(model.model());
        return told;
    }

    private static Notification end(String event, RunMetrics run, String words) {
        Notification told = told(event, run, "");
        told.setText(run.run() + " is " + words
                + run.models().stream().map(NotificationRules::result).collect(Collectors.joining("; ")));
        return told;
    }

    private static Notification told(String event, RunMetrics run, String more) {
        return Notification.newBuilder()
                .setId(event + "/" + run.run() + more)
                .setEvent(event)
                .setRun(run.run())
                .setText("")
                .setAt(0)
                .build();
    }

    /** A model's accuracy with its interval, and how many items have none. */
    private static String result(ModelMetrics model) {
        String accuracy = model.primary()
                .filter(rule -> rule.accuracy() != null)
                .map(rule -> "%s %s (%s to %s)"
                        .formatted(
                                model.primaryRule(),
                                percent(rule.accuracy()),
                                percent(rule.low()),
                                percent(rule.high())))
                .orElse("no answer");
        return model.title() + " " + accuracy
                + count(model.failed(), "failed")
                + count(model.unparsed(), "unparsed")
                + count(model.refused(), "refused");
    }

    private static String count(long items, String what) {
        return items == 0 ? "" : ", " + items + " " + what;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
