package io.drey.cli.lines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendViewTest {

    private static SendView.State state(long bytes, long acknowledged) {
        return new SendView.State("access.log", bytes, acknowledged, true);
    }

    @Test
    void aBarTellsHowMuchOfTheFilesIsReadAndHowLongItTakesStill() {
        SendView view = new SendView(1_000);
        view.line(0, state(0, 0));
        assertThat(view.line(1_000, state(250, 500_000)))
                .isEqualTo("  ██████░░░░░░░░░░░░░░░░░░  25 %  500,000 lines  500,000 lines/s  3 s left  access.log");
    }

    @Test
    void withoutASizeThereAreCountAndRateOnly() {
        SendView view = new SendView(0);
        view.line(0, state(0, 0));
        assertThat(view.line(2_000, state(250, 1_000))).isEqualTo("  1,000 lines  500 lines/s  access.log");
    }

    @Test
    void theRateIsThatOfTheLastSeconds() {
        SendView view = new SendView(0);
        for (int second = 0; second <= 10; second++) {
            view.line(second * 1_000L, state(0, second * 1_000L));
        }
        for (int second = 11; second <= 15; second++) {
            view.line(second * 1_000L, state(0, 10_000 + (second - 10) * 10L));
        }
        assertThat(view.line(16_000, state(0, 10_060))).contains(" 10 lines/s");
    }

    @Test
    void aKafkaThatTakesNothingIsTold() {
        SendView view = new SendView(1_000);
        view.line(0, state(0, 0));
        view.line(1_000, state(500, 7));
        assertThat(view.line(5_000, state(500, 7))).doesNotContain("nothing");
        assertThat(view.line(9_500, state(500, 7))).endsWith("Kafka has acknowledged nothing for 8 s");
        assertThat(view.line(9_700, state(510, 8))).doesNotContain("nothing");
    }

    @Test
    void whereInputIsWaitedForKafkaIsNotBlamed() {
        SendView view = new SendView(0);
        view.line(0, state(0, 0));
        SendView.State idle = new SendView.State("standard input", 500, 7, false);
        view.line(1_000, idle);
        assertThat(view.line(60_000, idle)).doesNotContain("nothing");
    }

    @Test
    void aHostileNameDoesNothingToTheTerminal() {
        assertThat(new SendView(0).line(0, new SendView.State("\u001b[2Ja", 0, 0, false)))
                .endsWith("?[2Ja");
    }
}
