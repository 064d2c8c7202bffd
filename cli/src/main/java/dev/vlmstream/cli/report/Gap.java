package dev.vlmstream.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The study's argument for one vision-language model: what it says, what it finds likely, what is inside it, and what the
 * CLIP that it sees through makes of the same images.
 */
record Gap(String dataset, String model, List<Line> lines) {

    /** One for each model that generates text in an open world, and of which there is something to compare with. */
    static List<Gap> all(Section main, Section likelihood, Section probes, List<RunResult> runs) {
        List<Gap> gaps = new ArrayList<>();
        for (Line said : main.lines()) {
            if (said.setting().equals("open-world")) {
                List<Line> lines = new ArrayList<>(List.of(said));
                lines.addAll(of(said, likelihood, runs));
                probes.lines().stream()
                        .filter(line -> line.model().equals(said.model())
                                && line.dataset().equals(said.dataset()))
                        .forEach(lines::add);
                main.lines().stream()
                        .filter(line -> !line.setting().endsWith("-world") && sameItems(line, said, runs))
                        .forEach(lines::add);
                gaps.add(new Gap(said.dataset(), said.model(), lines));
            }
        }
        return gaps.stream().filter(gap -> gap.lines.size() > 1).toList();
    }

    private static List<Line> of(Line said, Section likelihood, List<RunResult> runs) {
        return likelihood.lines().stream()
                .filter(line -> line.model().equals(said.model()) && sameItems(line, said, runs))
                .filter(line -> !line.rule().endsWith("top5"))
                .toList();
    }

    private static boolean sameItems(Line first, Line second, List<RunResult> runs) {
        return run(first, runs).isOver(run(second, runs));
    }

    private static RunResult run(Line line, List<RunResult> runs) {
        return runs.stream()
                .filter(run -> run.run().equals(line.run()))
                .findFirst()
                .orElseThrow();
    }
}
