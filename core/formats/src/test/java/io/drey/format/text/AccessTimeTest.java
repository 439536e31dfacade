package io.drey.format.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccessTimeTest {

    private static final String TIME = "17/May/2015:10:05:03 +0000";
    private static final String NULS = "\0".repeat(8);

    private final AccessTime time = new AccessTime();

    @Test
    void takesNoNulsForATimeStampBeforeItHasReadOne() {
        assertThat(read("\0".repeat(AccessTime.LENGTH))).isEqualTo(AccessTime.WRONG);
    }

    @Test
    void takesNoNulsInPlaceOfADateAfterAWrongOne() {
        assertThat(read(TIME)).isEqualTo(1_431_857_103_000_000L);
        assertThat(read("32" + TIME.substring(2))).isEqualTo(AccessTime.WRONG);
        assertThat(read(NULS + TIME.substring(8))).isEqualTo(AccessTime.WRONG);
        assertThat(read(TIME)).isEqualTo(1_431_857_103_000_000L);
    }

    private long read(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        return time.read(bytes, 0, bytes.length);
    }
}
