package dev.vlmstream.preprocessing.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CentreCropTest {
    @ParameterizedTest
    @CsvSource({"10, 4, 3, 3", "11, 4, 3, 4", "13, 4, 4, 4", "9, 4, 2, 2", "4, 4, 0, 0", "3, 4, -1, 0", "1, 4, -2, -1"})
    void oddDifferencesAreRoundedAsTheReferenceDoes(int side, int crop, int huggingFace, int torchvision) {
        assertThat(CentreCrop.Rounding.FLOOR.offset(side, crop)).isEqualTo(huggingFace);
        assertThat(CentreCrop.Rounding.HALF_EVEN.offset(side, crop)).isEqualTo(torchvision);
    }
}
