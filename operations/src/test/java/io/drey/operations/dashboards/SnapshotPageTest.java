package io.drey.operations.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.query.report.TimeChart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotPageTest {

    private static final Instant NOW = Instant.parse("2026-03-01T13:00:12Z");
    private static final SnapshotRange HOUR = SnapshotRange.before(NOW, Duration.ofHours(1));

    @Test
    void aRangeEndsWithTheLastWholeStepAndHasSixtyAtMost() {
        assertThat(HOUR).isEqualTo(new SnapshotRange(Instant.parse("2026-03-01T12:00:00Z"), Duration.ofMinutes(1), 60));
        assertThat(HOUR.to()).isEqualTo("2026-03-01T13:00:00Z");
        assertThat(HOUR.at(Instant.parse("2026-03-01T12:59:59Z").toEpochMilli()))
                .isEqualTo(59);
        assertThat(SnapshotRange.before(NOW, Duration.ofMinutes(90)))
                .isEqualTo(new SnapshotRange(Instant.parse("2026-03-01T11:30:00Z"), Duration.ofMinutes(2), 45));
        assertThat(SnapshotRange.before(NOW, SnapshotRange.LONGEST).steps()).isEqualTo(60);
        assertThat(SnapshotRange.before(NOW, SnapshotRange.SHORTEST).steps()).isEqualTo(1);
    }

    @Test
    void thePageSaysWhoseWhenAndHowExact() throws IOException {
        TimeChart errors = new TimeChart(TimeChart.Kind.BARS, HOUR.from(), HOUR.step(), HOUR.steps());
        errors.add("404", 3, 30);
        SnapshotPage page = page(
                new SnapshotPage.Section(
                        "Web traffic",
                        "Who calls.",
                        List.of(
                                new Figure.Total("Requests", "requests", 12345),
                                new Figure.OverTime("Answers 4xx over time", errors, ""),
                                new Figure.Ranks(
                                        "Top callers",
                                        List.of(new Figure.Part("192.0.2.1", 30), new Figure.Part("192.0.2.2", 12)),
                                        "All others: 3 (6.7 %). Exact."),
                                new Figure.Ranks("Top throttled callers (429)", List.of(), ""))),
                new SnapshotPage.Section(
                        "Load balancers",
                        "Latency.",
                        List.of(new Figure.Grid(
                                "Latency by target",
                                List.of("Target", "95 of 100, µs"),
                                List.of(List.of("10.0.0.1", 12345L))))),
                new SnapshotPage.Section(
                        "Alerts", "What was found.", List.of(new Figure.Total("Alerts", "alerts", 0))));
        assertThat(body(page))
                .isEqualTo(
                        """
                        <h1>Overview of tenant acme</h1>
                        <dl>
                        <dt>Tenant</dt><dd>acme</dd>
                        <dt>From</dt><dd>2026-03-01T12:00:00Z</dd>
                        <dt>To</dt><dd>2026-03-01T13:00:00Z (exclusive)</dd>
                        <dt>Made</dt><dd>2026-03-01T13:00:12Z</dd>
                        <dt>Times</dt><dd>UTC; of events, not of their arrival</dd>
                        </dl>
                        <p class="note">Metrics count windows that are over: of the last minute some may still come. Their sums are exact; below a list stands how exact it is. What is counted of lines is of those that are searchable; percentiles in tables are estimates of OpenSearch, which state no error.</p>
                        <section>
                        <h2>Web traffic</h2>
                        <p class="note">Who calls.</p>
                        <div class="totals">
                        <div class="total"><b>12,345</b>Requests</div>
                        </div>
                        <figure>
                        <h3>Answers 4xx over time</h3>
                        <div class="scroll">%s</div>
                        </figure>
                        <figure>
                        <h3>Top callers</h3>
                        <div class="scroll"><svg role="img" viewBox="0 0 960 48" xmlns="http://www.w3.org/2000/svg"><title>Top callers</title>
                        <text class="label" x="292" y="16">192.0.2.1</text><rect class="bar" x="300" y="3" width="550" height="18"/><text class="value" x="856" y="16">30</text>
                        <text class="label" x="292" y="40">192.0.2.2</text><rect class="bar" x="300" y="27" width="220" height="18"/><text class="value" x="526" y="40">12</text>
                        </svg></div>
                        <p class="note">All others: 3 (6.7 %%). Exact.</p>
                        </figure>
                        <figure>
                        <h3>Top throttled callers (429)</h3>
                        <p class="note">Nothing in this time.</p>
                        </figure>
                        </section>
                        <section>
                        <h2>Load balancers</h2>
                        <p class="note">Latency.</p>
                        <figure>
                        <h3>Latency by target</h3>
                        <div class="scroll">
                        <table>
                        <thead><tr><th>Target</th><th class="number">95 of 100, µs</th></tr></thead>
                        <tbody>
                        <tr><td class="text">10.0.0.1</td><td class="number">12,345</td></tr>
                        </tbody>
                        </table>
                        </div>
                        </figure>
                        </section>
                        <section>
                        <h2>Alerts</h2>
                        <p class="note">What was found.</p>
                        <p>There is nothing in this time.</p>
                        </section>
                        </body>
                        </html>
                        """
                                .formatted(errors.svg("Answers 4xx over time")));
    }

    @Test
    void anEmptyInstallationSaysSo() throws IOException {
        assertThat(body(page(new SnapshotPage.Section(
                        "Alerts", "What was found.", List.of(new Figure.Total("Alerts", "alerts", 0))))))
                .endsWith(
                        """
                        <p>There is nothing of this tenant in this time.</p>
                        </body>
                        </html>
                        """)
                .doesNotContain("<section");
    }

    @Test
    void thePageIsDarkOnDarkScreensOnlyAndNeedsNothingElse() throws IOException {
        StringBuilder html = new StringBuilder();
        page().write(html);
        assertThat(html.toString())
                .contains("@media screen and (prefers-color-scheme: dark)", "@media print")
                .doesNotContain("<script", "<link", "src=", "url(");
    }

    @Test
    void whatCallersSendIsTextOnly() throws IOException {
        String hostile = "</text></svg><script>alert(1)</script>";
        assertThat(body(page(new SnapshotPage.Section(
                        "Web traffic",
                        "Who calls.",
                        List.of(
                                new Figure.Ranks("Top pages", List.of(new Figure.Part(hostile, 3)), hostile),
                                new Figure.Grid("Paths", List.of("Path"), List.of(List.of(hostile))))))))
                .doesNotContain("<script>")
                .contains("&lt;script&gt;");
    }

    private static SnapshotPage page(SnapshotPage.Section... sections) {
        return new SnapshotPage("acme", HOUR, Instant.parse("2026-03-01T13:00:12Z"), List.of(sections));
    }

    private static String body(SnapshotPage page) throws IOException {
        StringBuilder html = new StringBuilder();
        page.write(html);
        return html.substring(html.indexOf("<body>\n") + "<body>\n".length());
    }
}
