package io.drey.cli.rules;

import static io.drey.cli.CommandRun.drey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.landing.LakeSinks;
import io.drey.operations.rules.TestLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of files over a lake in a folder. */
class BacktestCommandTest {

    private static final DateTimeFormatter ACCESS_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-03-01T23:59:30Z");
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private static final String RULES =
            """
            title: Not found
            id: not-found
            status: test
            logsource: {category: webserver}
            detection: {selection: {http.response.status_code: 404}, condition: selection}
            level: low
            ---
            title: Three pages that are not there
            id: many-missing
            correlation:
                type: event_count
                rules: [not-found]
                group-by: [source.address]
                timespan: 1m
                condition: {gte: 3}
                generate: true
            level: high
            ---
            title: A path of the list
            id: listed-path
            logsource: {category: webserver}
            detection: {selection: {'url.path|expand': '%bad-paths%'}, condition: selection}
            level: medium
            ---
            title: A teapot
            id: teapot
            logsource: {category: webserver}
            detection: {selection: {http.response.status_code: 418}, condition: selection}
            level: medium
            """;

    private static final String LIST =
            """
            kind: List
            name: bad-paths
            values: [/bad, /worse]
            """;

    @TempDir
    private static Path folder;

    private static String warehouse;

    /** Two misses before midnight and one behind it by 192.0.2.1, a bad path, and misses at noon by many. */
    @BeforeAll
    static void land() throws Exception {
        warehouse = folder.resolve("lake").toUri().toString();
        LakeSettings settings = LakeSettings.inFolder(warehouse);
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        TestLines lines = new TestLines();
        request(lines, BEFORE_MIDNIGHT, "192.0.2.1", "/a", 404);
        request(lines, BEFORE_MIDNIGHT.plusSeconds(20), "192.0.2.1", "/b", 404);
        request(lines, BEFORE_MIDNIGHT.plusSeconds(50), "192.0.2.1", "/c", 404);
        request(lines, BEFORE_MIDNIGHT.plusSeconds(55), "192.0.2.9", "/bad", 200);
        for (int i = 1; i <= 12; i++) {
            request(lines, NOON.plusSeconds(i), "198.51.100." + i, "/d", 404);
        }
        List<LogEvent> events = new ArrayList<>(lines.inOrder());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                        "pipeline.generic-types", "false",
                        "execution.checkpointing.interval", "100 ms",
                        "parallelism.default", "1")));
        new LakeSinks(settings)
                .logs()
                .accept(environment.fromData(LogEventTypeInfo.INSTANCE, events.toArray(LogEvent[]::new)));
        environment.execute();
        Files.writeString(folder.resolve("rules.yml"), RULES);
        Files.writeString(folder.resolve("list.yml"), LIST);
    }

    private static void request(TestLines lines, Instant time, String address, String path, int status) {
        String line = "%s - - [%s] \"GET %s HTTP/1.1\" %d 5 \"-\" \"curl\""
                .formatted(address, ACCESS_TIME.format(time), path, status);
        lines.add("combined", line.getBytes(UTF_8), time);
    }

    @Test
    void saysHowOftenRulesWouldHaveFiredByDayAndGroup() {
        CommandRun run = backtest("--from 2026-03-01 --to 2026-03-03 --groups 2 --format csv");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "rule,version,level,day,group,alerts,first,last",
                        "listed-path,1,medium,2026-03-02,192.0.2.9,1,2026-03-02T00:00:25Z,2026-03-02T00:00:25Z",
                        "many-missing,1,high,2026-03-02,192.0.2.1,1,2026-03-02T00:00:20Z,2026-03-02T00:00:20Z",
                        "not-found,1,low,2026-03-01,192.0.2.1,2,2026-03-01T23:59:30Z,2026-03-01T23:59:50Z",
                        "not-found,1,low,2026-03-02,192.0.2.1,1,2026-03-02T00:00:20Z,2026-03-02T00:00:20Z",
                        "not-found,1,low,2026-03-02,198.51.100.1,1,2026-03-02T12:00:01Z,2026-03-02T12:00:01Z",
                        "not-found,1,low,2026-03-02,(11 others),11,2026-03-02T12:00:02Z,2026-03-02T12:00:12Z");
        assertThat(run.err().lines())
                .contains(
                        "listed-path would have fired 1 time, on 1 day, for 1 group",
                        "many-missing would have fired 1 time, on 1 day, for 1 group",
                        "not-found would have fired 15 times, on 2 days, for 13 groups",
                        "teapot would not have fired");
    }

    @Test
    void whatBeganBeforeTheRangeIsKnownAndNotListed() {
        CommandRun run = backtest("--from 2026-03-02 --to 2026-03-02T00:00:21Z --alerts --format csv");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("2026-03-02T00:00:20Z,many-missing,1,high,lines,192.0.2.1,3,")
                        .contains("Three pages that are not there: 3 events by 192.0.2.1 within 50 s")
                        .contains("GET /c HTTP/1.1"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("2026-03-02T00:00:20Z,not-found,1,low,lines,192.0.2.1,1,"))
                .hasSize(2);
    }

    @Test
    void oneRuleIsAskedForAndTheFirstAlertsAreListed() {
        CommandRun run = backtest("--from 2026-03-01 --to 2026-03-03 --rule not-found --alerts --limit 4 --format csv");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1)).hasSize(4).allMatch(line -> line.contains(",not-found,"));
        assertThat(run.err()).contains("the first 4 of 15 alerts are listed: --limit lists more");
    }

    @Test
    void thePagesCommandsRun() throws IOException {
        Path page = Path.of(System.getProperty("drey.home")).resolve("docs/write-a-rule.md");
        List<String> commands = Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("bin/drey rules backtest my-rules"))
                .toList();
        assertThat(commands).hasSize(2);
        for (String command : commands) {
            CommandRun run = run(command.substring("bin/drey ".length())
                    .replace("my-rules", folder.resolve("rules.yml") + " " + folder.resolve("list.yml"))
                    .replace("6a2d1c1e-4a3c-4f57-9a55-5a6d6b3f1a10", "teapot")
                    .replace("demo", "test")
                    .replace(" web", " lines"));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).contains("teapot would not have fired");
        }
    }

    @Test
    void aRefusedRuleIsToldAndTheOthersAreTried() throws IOException {
        Path rules = Files.createDirectories(folder.resolve("partly"));
        Files.writeString(rules.resolve("good.yml"), RULES.substring(0, RULES.indexOf("---")));
        Files.writeString(
                rules.resolve("bad.yml"),
                RULES.substring(0, RULES.indexOf("---"))
                        .replace("not-found", "bad")
                        .replace("status_code", "status_cod"));
        CommandRun run = run("rules backtest %s --tenant test --from 2026-03-01 --to 2026-03-03".formatted(rules));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("bad.yml:").contains("not-found would have fired 15 times");
    }

    @Test
    void whoReadsIsRecorded() {
        backtest("--from 2026-03-02 --to 2026-03-03 --dataset lines");

        try (Lake lake = Lake.open(LakeSettings.inFolder(warehouse))) {
            assertThat(AccessAudit.entries(lake, Optional.of("test"))).anySatisfy(entry -> {
                assertThat(entry.access().statement())
                        .isEqualTo("backtest of listed-path, many-missing, not-found, teapot on lines "
                                + "from 2026-03-02 to 2026-03-03");
                assertThat(entry.rowCount().getAsLong()).isEqualTo(16);
            });
        }
    }

    @Test
    void aRoleSeesItsOwnEventsAndAnalystsNone() throws IOException {
        Path access = Files.writeString(
                folder.resolve("access.yaml"),
                """
                roles:
                  analysts: {tenants: [test], sees: analyst}
                  others: {tenants: [test], sees: security, datasets: other-*}
                  all: {tenants: [te*], sees: security}
                  past: {tenants: [test], sees: security, past: 1h}
                """);
        String range = "--from 2026-03-01 --to 2026-03-03 -Daccess-file=" + access + " -Dquery-role=";

        CommandRun analyst = backtest(range + "analysts");
        assertThat(analyst.exitCode()).isEqualTo(1);
        assertThat(analyst.err()).contains("the role analysts sees no lines");
        assertThat(analyst.out()).isEmpty();
        try (Lake lake = Lake.open(LakeSettings.inFolder(warehouse))) {
            assertThat(AccessAudit.entries(lake, Optional.of("test")))
                    .anySatisfy(entry -> assertThat(entry.outcome()).isEqualTo("refused"));
        }
        assertThat(backtest(range + "others").err()).contains("not-found would not have fired");
        assertThat(backtest(range + "past").err()).contains("not-found would not have fired");
        assertThat(backtest(range + "all").err()).contains("not-found would have fired 15 times");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules backtest",
                "rules backtest RULES --from yesterday",
                "rules backtest RULES --from 2026-03-02 --to 2026-03-01",
                "rules backtest RULES --from 2026-03-02 --tenant ../x",
                "rules backtest RULES --from 2026-03-02 --dataset a/b",
                "rules backtest RULES --from 2026-03-02 --limit 0",
                "rules backtest RULES --from 2026-03-02 --groups 0",
                "rules backtest RULES --from 2026-03-02 --rule teepot",
                "rules backtest nowhere --from 2026-03-02",
                "rules backtest RULES --from 2026-03-02 --scratch /nowhere/else",
                "rules backtest --from 2026-03-02",
            })
    void whatIsAskedForWronglyIsToldInOneLineWithExitCode2(String command) {
        CommandRun run = run(command.replace("RULES", folder.resolve("rules.yml") + " " + folder.resolve("list.yml"))
                + (command.contains("--tenant") ? "" : " --tenant test"));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("drey: ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aTenantWithoutEventsAndRulesThatCannotBeUsedAreTold() throws IOException {
        CommandRun nobody =
                run("rules backtest %s --tenant tess --from 2026-03-02".formatted(folder.resolve("rules.yml")));
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.err()).contains("did you mean 'test'?");

        Path bad = Files.writeString(folder.resolve("bad.yml"), "title: [");
        CommandRun none = run("rules backtest %s --tenant test --from 2026-03-02".formatted(bad));
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("none of the rules can be used");
    }

    private static CommandRun backtest(String options) {
        return run("rules backtest %s %s --tenant test %s"
                .formatted(folder.resolve("rules.yml"), folder.resolve("list.yml"), options));
    }

    private static CommandRun run(String command) {
        return drey((command + " -Dlake-catalog-type=hadoop -Dlake-warehouse=" + warehouse).split(" ", -1));
    }
}
