package dev.vlmstream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.inference.loading.BundleFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code demo --limit} and {@code --full} push, of the data and for the models that ship. */
class DemoRunsTest {
    private static final int IMAGES = 398;

    private static List<RunPlan> plans(boolean full, Optional<Integer> limit) throws Exception {
        List<KnownModel> models = BundleFinder.find(Installation.demoModels()).stream()
                .map(KnownModel::of)
                .toList();
        DemoRuns demo = new DemoRuns(models, full, limit);
        List<RunPlan> plans = new ArrayList<>(List.of(demo.first(notice -> {})));
        plans.addAll(demo.others(notice -> {}));
        return plans;
    }

    private static List<Integer> items(List<RunPlan> plans) {
        return plans.stream().map(plan -> plan.items().size()).toList();
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "150, 100"})
    void aLimitHoldsForAllRunsAndLikelihoodsAreOfAHundredAtMost(int limit, int likelihoods) throws Exception {
        assertThat(items(plans(false, Optional.of(limit)))).containsExactly(limit, limit, likelihoods);
    }

    @Test
    void allModelsAnswerAndOneIsAskedByLikelihood() throws Exception {
        List<RunPlan> plans = plans(false, Optional.empty());
        assertThat(items(plans)).containsExactly(IMAGES, IMAGES, 100);
        assertThat(plans).extracting(plan -> plan.manifest().getModels().size()).containsExactly(4, 4, 1);
    }

    @Test
    void aFullDemoHasLikelihoodsOfAsManyImagesAsItsOtherRuns() throws Exception {
        assertThat(items(plans(true, Optional.empty()))).containsExactly(IMAGES, IMAGES, IMAGES);
        assertThat(items(plans(true, Optional.of(150)))).containsExactly(150, 150, 150);
    }
}
