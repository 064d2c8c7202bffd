package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.families.Idefics3Family.TilePrompt;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import org.junit.jupiter.api.Test;

class TilePromptTest {
    private static final TilePrompt PROMPT = new TilePrompt(new Placeholder("<image>", 41), 2);
    private static final ImageLayout WHOLE = new ImageLayout(9, 9, 1, 1);
    private static final ImageLayout CUT = new ImageLayout(9, 9, 2, 1);

    @Test
    void aPictureOfOneTileIsTheGlobalOne() {
        assertThat(PROMPT.expand("a<image>b", WHOLE))
                .isEqualTo("a<fake_token_around_image><global-img><image><image><fake_token_around_image>b");
    }

    @Test
    void tilesStandWithRowAndColumnLineByLine() {
        assertThat(PROMPT.expand("<image>", CUT))
                .isEqualTo("<fake_token_around_image><row_1_col_1><image><image>\n"
                        + "<fake_token_around_image><row_2_col_1><image><image>\n"
                        + "\n<fake_token_around_image><global-img><image><image><fake_token_around_image>");
    }

    @Test
    void whatIsExpandedStays() {
        String expanded = PROMPT.expand("<image>", CUT);

        assertThat(PROMPT.expand(expanded, CUT)).isEqualTo(expanded);
        assertThat(PROMPT.expand("no image", null)).isEqualTo("no image");
    }

    @Test
    void placeholdersAndImageMustGoTogether() {
        assertThatThrownBy(() -> PROMPT.expand("<image>", null)).hasMessageContaining("1 placeholders", "no image");
        assertThatThrownBy(() -> PROMPT.expand("nothing", CUT)).hasMessageContaining("0 placeholders");
        assertThatThrownBy(() -> PROMPT.expand("<image><image>", CUT)).hasMessageContaining("2 placeholders");
    }
}
