package io.drey.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.status.Line.Look;
import io.drey.operations.health.TopicLags.Lag;
import io.drey.operations.status.Answer;
import io.drey.operations.status.JobStatus;
import io.drey.operations.status.Traffic;
import io.drey.operations.status.Traffic.Bin;
import io.drey.operations.status.Traffic.RaisedAlert;
import io.drey.stack.ServerStatus;
import io.drey.stack.server.Server;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the screen, to the character. */
class StatusScreenTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:15:05Z");
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void allIsOnOneScreenOfEightyColumns() {
        StatusView view = view(
                List.of(server(Server.KAFKA, true), server(Server.OPENSEARCH, true)),
                Answer.of(List.of(
                        job("ingest-job", true, 0, Duration.ofSeconds(8), ""),
                        job("cep-job", false, 1003, Duration.ofSeconds(150), "the host of broker-7 is not known"))),
                List.of(
                        new Lag("raw.acme.access", "drey-ingest", 1000, 0, 5000),
                        new Lag("events.acme", "aggregation-job", 0, 12, 500)),
                Answer.of(traffic(Optional.of(BEGIN.plusSeconds(29 * 30)))));
        assertThat(text(StatusScreen.lines(view, 80, 24)))
                .isEqualTo(
                        """
                        Drey status                                   2026-03-01 12:15:05 UTC, every 5 s
                        Servers   2, all healthy

                        Jobs                  state       restarts  checkpoint    failed last
                          ingest-job          RUNNING            0  8 s ago
                          cep-job             FAILED         1,003  2 min ago     the host of broker-7 …

                        Lag                       read by                records  lately
                          raw.acme.access         drey-ingest              1,000  ▂▄▆█
                          events.acme             aggregation-job              0  ····          lost 12

                        Traffic of acme, last 15 min by 30 s, counted up to 35 s ago
                          requests/s  ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄█▄▄▄▄▄▄▄▄         10.0 now      20.0 highest
                          earlier     yesterday 20.7/s (now -50 %), a week ago -
                          4xx, %      ····················█········          0.0 now       5.0 highest
                          5xx, %      ····················█········          0.0 now       1.0 highest
                          late        ···█·························            7 in all
                          alerts      ·····························█           3 in all
                          12:15:01  high      Password guessing: 192.0.2.7
                        """);
        assertThat(view.isWell()).isFalse();
    }

    @Test
    void whatIsNotAsItShouldBeStandsOut() {
        List<Line> lines = StatusScreen.lines(
                view(
                        List.of(
                                server(Server.KAFKA, false),
                                server(Server.OPENSEARCH, true),
                                server(Server.FLINK, false)),
                        Answer.missing(
                                "Flink at http://jobmanager:8081 does not answer (Connection refused): check that it "
                                        + "runs, or give another address with --flink"),
                        List.of(),
                        Answer.missing("OpenSearch has not answered for 8 s")),
                80,
                24);
        assertThat(lines.stream().filter(line -> line.look() == Look.BAD).map(Line::text))
                .containsExactly(
                        "Servers   down: Kafka, Flink; 1 healthy",
                        "  ! Flink at http://jobmanager:8081 does not answer (Connection refused): check",
                        "    that it runs, or give another address with --flink",
                        "  ! OpenSearch has not answered for 8 s");
    }

    @Test
    void anEmptyInstallationSaysSo() {
        StatusView nothing = new StatusView(
                NOW,
                Duration.ofSeconds(5),
                Optional.empty(),
                Answer.of(List.of()),
                Optional.of(Answer.of(List.of())),
                new LagHistory(),
                "acme",
                Optional.of(Answer.of(new Traffic(
                        BEGIN,
                        Duration.ofSeconds(30),
                        IntStream.range(0, 30)
                                .mapToObj(bin -> new Bin(0, 0, 0, 0, 0))
                                .toList(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        0,
                        List.of()))));
        assertThat(text(StatusScreen.lines(nothing, 80, 24)))
                .isEqualTo(
                        """
                        Drey status                                   2026-03-01 12:15:05 UTC, every 5 s

                        Jobs                  state       restarts  checkpoint    failed last
                          none runs: 'drey jobs submit' starts them

                        Lag                       read by                records  lately
                          there are no topics

                        Traffic of acme, last 15 min by 30 s, counted nothing yet
                          requests/s                                           - now
                          earlier     yesterday -, a week ago -
                          4xx, %                                               - now
                          5xx, %                                               - now
                          late                                                 0 in all
                          alerts      ······························           0 in all
                        """);
    }

    @Test
    void whatIsNotKnownSaysHowToMakeItKnown() {
        StatusView view = new StatusView(
                NOW,
                Duration.ofSeconds(5),
                Optional.empty(),
                Answer.of(List.of(job("cep-job", true, 0, Duration.ofSeconds(1), ""))),
                Optional.empty(),
                new LagHistory(),
                "",
                Optional.empty());
        assertThat(text(StatusScreen.lines(view, 80, 24)))
                .contains("-Dkafka-bootstrap-servers=HOST:PORT", "--tenant NAME and -Dopensearch-urls=URL");
        assertThat(view.isWell()).isTrue();
    }

    @Test
    void windowsOfLongAgoAreToldByTheirTime() {
        StatusView view = view(
                List.of(),
                Answer.of(List.of()),
                List.of(),
                Answer.of(traffic(Optional.of(Instant.parse("2026-02-01T10:00:00Z")))));
        assertThat(text(StatusScreen.lines(view, 80, 24))).contains("counted up to 2026-02-01T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 81, 132})
    void manyJobsAndTopicsStillFitAndTheWorstStay(int columns) {
        List<JobStatus> jobs = new ArrayList<>();
        List<Lag> lags = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            jobs.add(job("job-" + i, i != 11, 0, Duration.ofSeconds(1), "no reason that is shorter than ".repeat(5)));
            lags.add(new Lag(
                    "events.a-tenant-with-a-rather-long-name-" + i, "the-delivery-of-" + i, i == 7 ? 9 : 0, 0, 9));
        }
        List<Line> lines = StatusScreen.lines(
                view(
                        List.of(server(Server.KAFKA, true)),
                        Answer.of(jobs),
                        lags,
                        Answer.of(traffic(Optional.of(BEGIN)))),
                columns,
                24);
        assertThat(lines).hasSizeLessThanOrEqualTo(24).allSatisfy(line -> assertThat(line.text())
                .hasSizeLessThanOrEqualTo(columns));
        assertThat(text(lines)).contains("job-11", "… 9 more jobs", "… 9 more\n", "  alerts");
        assertThat(lines)
                .anyMatch(line ->
                        line.text().startsWith("  events.") && line.text().endsWith("█"));
    }

    @Test
    void aNarrowTerminalCutsLines() {
        assertThat(StatusScreen.lines(
                        view(
                                List.of(),
                                Answer.missing("Flink does not answer ".repeat(9)),
                                List.of(new Lag("events.acme", "cep-job", 1, 0, 1)),
                                Answer.of(traffic(Optional.of(BEGIN)))),
                        40,
                        23))
                .hasSizeGreaterThan(14)
                .allSatisfy(line -> assertThat(line.text()).hasSizeLessThanOrEqualTo(40));
    }

    @Test
    void hostileNamesDoNothingToTheTerminal() {
        StatusView view = view(
                List.of(),
                Answer.of(List.of(job("\u001b[2Jjob\n", true, 0, Duration.ZERO, "\u009b31m"))),
                List.of(),
                Answer.missing("\u001b]0;owned\u0007"));
        assertThat(text(StatusScreen.lines(view, 80, 24)))
                .doesNotContain("\u001b", "\u0007", "\u009b")
                .contains("?[2Jjob?");
    }

    private static StatusView view(
            List<ServerStatus> servers, Answer<List<JobStatus>> jobs, List<Lag> lags, Answer<Traffic> traffic) {
        LagHistory history = new LagHistory();
        for (int refresh = 1; refresh <= 4; refresh++) {
            long times = refresh;
            history.add(lags.stream()
                    .map(lag -> new Lag(lag.topic(), lag.group(), lag.lag() * times / 4, lag.lost(), lag.written()))
                    .toList());
        }
        return new StatusView(
                NOW,
                Duration.ofSeconds(5),
                Optional.of(Answer.of(servers)),
                jobs,
                Optional.of(Answer.of(lags)),
                history,
                "acme",
                Optional.of(traffic));
    }

    private static ServerStatus server(Server server, boolean isHealthy) {
        return new ServerStatus(server, isHealthy, "http://127.0.0.1:9", "", List.of());
    }

    private static JobStatus job(String name, boolean isWell, long restarts, Duration checkpoint, String failure) {
        return new JobStatus(
                name, "0", isWell ? "RUNNING" : "FAILED", restarts, Optional.of(checkpoint), failure, isWell);
    }

    private static Traffic traffic(Optional<Instant> newest) {
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < 30; bin++) {
            boolean isBusy = bin == 20;
            bins.add(new Bin(isBusy ? 600 : 300, isBusy ? 30 : 0, isBusy ? 6 : 0, bin == 3 ? 7 : 0, bin == 29 ? 2 : 0));
        }
        return new Traffic(
                BEGIN,
                Duration.ofSeconds(30),
                bins,
                newest,
                OptionalLong.of(18_000),
                OptionalLong.empty(),
                3,
                List.of(new RaisedAlert(
                        Instant.parse("2026-03-01T12:15:01Z"), "high", "Password guessing", "192.0.2.7")));
    }

    private static String text(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }
}
