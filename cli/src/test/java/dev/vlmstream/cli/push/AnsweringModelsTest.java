package dev.vlmstream.cli.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.KnownModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What others announce: newer versions beside this one, and services that are gone. */
class AnsweringModelsTest {
    private final List<String> notices = new ArrayList<>();

    private static KnownModel model(String name, String kind, boolean away) {
        return new KnownModel(
                name, kind, List.of(), Optional.empty(), away ? Optional.of(Instant.EPOCH) : Optional.empty());
    }

    private final List<KnownModel> known = List.of(
            model("clip", "dual-encoder", false), model("sora", "video", false), model("old-sora", "video", true));

    private List<String> chosen(String... named) {
        return AnsweringModels.choose(
                        known, Optional.of(List.of(named)).filter(names -> !names.isEmpty()), notices::add)
                .stream()
                .map(KnownModel::name)
                .toList();
    }

    @Test
    void aKindThatIsNotKnownConcernsNobodyWhoAsksForOthers() {
        assertThat(chosen("clip")).containsExactly("clip");
        assertThat(notices).isEmpty();
    }

    @Test
    void whoNamesNoModelAsksThoseOfKnownKindsAndIsToldOfTheOthers() {
        assertThat(chosen()).containsExactly("clip");
        assertThat(notices)
                .anyMatch(notice -> notice.equals("sora is not asked: this version does not know its kind, video"))
                .anyMatch(notice -> notice.startsWith("no service answers for old-sora now"))
                .hasSize(2);
    }

    @Test
    void theCheckpointsOfAnOldTrainingAreTakenTogether() {
        List<KnownModel> all = List.of(
                model("clip", "dual-encoder", false),
                model("step-100", "vision-language", true),
                model("step-200", "vision-language", true));
        AnsweringModels.choose(all, Optional.empty(), notices::add);
        assertThat(notices)
                .containsExactly("no service answers now for step-100, step-200, so they are not asked; name some with"
                        + " --models to have their questions wait");
    }

    @Test
    void whoMistypesAModelIsToldWhichMayBeMeant() {
        assertThatThrownBy(() -> chosen("clp"))
                .hasMessageStartingWith("no service answers for model \"clp\"; there are [clip, old-sora, sora];")
                .hasMessageEndingWith("; did you mean \"clip\"?");
    }

    @Test
    void whoAsksForOneOfAKindThatIsNotKnownIsToldWhichAndWhatToDo() {
        assertThatThrownBy(() -> chosen("clip", "old-sora"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("model \"old-sora\": unknown kind of model \"video\"; known are dual-encoder")
                .hasMessageContaining("use a newer version of this command, or leave it out of --models");
    }
}
