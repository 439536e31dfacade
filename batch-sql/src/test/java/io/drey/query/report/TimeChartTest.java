package io.drey.query.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeChartTest {

    private static final Instant FROM = Instant.parse("2026-03-01T12:00:00Z");

    private static TimeChart chart(TimeChart.Kind kind) {
        return new TimeChart(kind, FROM, Duration.ofMinutes(15), 4, name -> name.startsWith("5") ? "#cc5642" : null);
    }

    @Test
    void barsStandOnEachOtherAndTheHighestFillsThePlot() {
        TimeChart chart = chart(TimeChart.Kind.BARS);
        chart.add("404", 0, 20);
        chart.add("404", 1, 5);
        chart.add("500", 0, 15);
        chart.add("500", 0, 5);

        assertThat(chart.svg("Errors"))
                .isEqualTo(
                        """
                        <svg role="img" viewBox="0 0 960 192" xmlns="http://www.w3.org/2000/svg"><title>Errors</title>
                        <line class="axis" x1="90" y1="168.0" x2="960" y2="168.0" stroke="#8c959f" stroke-width="0.5"/><text class="label" x="82" y="172.0">0</text>
                        <line class="axis" x1="90" y1="98.0" x2="960" y2="98.0" stroke="#8c959f" stroke-width="0.5"/><text class="label" x="82" y="102.0">20</text>
                        <line class="axis" x1="90" y1="28.0" x2="960" y2="28.0" stroke="#8c959f" stroke-width="0.5"/><text class="label" x="82" y="32.0">40</text>
                        <text x="90.0" y="186" text-anchor="start">12:00</text>
                        <text x="307.5" y="186" text-anchor="middle">12:15</text>
                        <text x="525.0" y="186" text-anchor="middle">12:30</text>
                        <text x="742.5" y="186" text-anchor="middle">12:45</text>
                        <text x="960.0" y="186" text-anchor="end">13:00</text>
                        <rect x="90" y="3" width="11" height="11" fill="#2f6f9f"/><text x="106" y="13">404</text>
                        <rect x="90.0" y="98.0" width="216.5" height="70.0" fill="#2f6f9f"><title>2026-03-01T12:00:00Z 404: 20</title></rect>
                        <rect x="307.5" y="150.5" width="216.5" height="17.5" fill="#2f6f9f"><title>2026-03-01T12:15:00Z 404: 5</title></rect>
                        <rect x="235" y="3" width="11" height="11" fill="#cc5642"/><text x="251" y="13">500</text>
                        <rect x="90.0" y="28.0" width="216.5" height="70.0" fill="#cc5642"><title>2026-03-01T12:00:00Z 500: 20</title></rect>
                        </svg>""");
    }

    @Test
    void linesBeginAtZeroEach() {
        TimeChart chart = chart(TimeChart.Kind.LINES);
        chart.add("a", 0, 2);
        chart.add("b", 3, 1);

        assertThat(chart.svg("Rates"))
                .contains("points=\"198.8,28.0 416.3,168.0 633.8,168.0 851.3,168.0\" fill=\"none\" stroke=\"#2f6f9f\"")
                .contains("points=\"198.8,168.0 416.3,168.0 633.8,168.0 851.3,98.0\" fill=\"none\" stroke=\"#54b399\"");
    }

    @Test
    void nothingIsEmptyAndStillDrawn() {
        TimeChart chart = chart(TimeChart.Kind.LINES);
        assertThat(chart.isEmpty()).isTrue();
        chart.add("a", 0, 0);
        assertThat(chart.isEmpty()).isTrue();
        assertThat(chart.svg("Rates")).startsWith("<svg").endsWith("</svg>");
    }

    @Test
    void namesActNowhere() {
        TimeChart chart = chart(TimeChart.Kind.BARS);
        chart.add("</text><script>", 0, 1);
        assertThat(chart.svg("<b>")).doesNotContain("<script>", "<b>").contains("&lt;/text&gt;&lt;script&gt;");
    }

    @Test
    void aStepOutsideIsRefused() {
        assertThatThrownBy(() -> chart(TimeChart.Kind.BARS).add("a", 4, 1)).hasMessage("step 4 of 4: count from 0");
    }
}
