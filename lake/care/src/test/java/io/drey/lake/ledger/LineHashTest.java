package io.drey.lake.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.lake.landing.Samples;
import org.junit.jupiter.api.Test;

/** Hashes stand in ledgers for years: the numbers here were found by another program, from what the class says of itself. */
class LineHashTest {

    private static final long PLAIN = 4_317_231_434_496_815_867L;
    private static final long OPEN = 5_843_557_570_356_122_014L;

    private final LineHash hash = new LineHash();

    @Test
    void anEventWithoutOpenFieldsHasTheHashThatItAlwaysHad() {
        assertThat(hash.of(event())).isEqualTo(PLAIN);
    }

    @Test
    void openFieldsCountInTheOrderOfTheirNames() {
        EventBuilder event = event();
        event.appendOpen("trace.state", "a=1");
        event.appendOpen("labels.order.id", "17");
        EventBuilder turned = event();
        turned.appendOpen("labels.order.id", "17");
        turned.appendOpen("trace.state", "a=1");

        assertThat(hash.of(event)).isEqualTo(hash.of(turned)).isEqualTo(OPEN);
    }

    @Test
    void nameAndValueAreToldApart() {
        EventBuilder one = event();
        one.appendOpen("labels.a", "bc");
        EventBuilder other = event();
        other.appendOpen("labels.ab", "c");

        assertThat(hash.of(one)).isNotEqualTo(hash.of(other));
    }

    private static EventBuilder event() {
        return Samples.bare(1, "x".getBytes(UTF_8));
    }
}
