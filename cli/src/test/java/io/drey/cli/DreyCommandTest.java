package io.drey.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.format.Formats;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DreyCommandTest {

    @TempDir
    private Path folder;

    private record Run(int exitCode, String out, String err) {}

    @Test
    void everyCommandHasHelpWithAnExample() {
        List<CommandLine> commands = new ArrayList<>();
        collect(
                Main.commandLine(console(new byte[0], new ByteArrayOutputStream(), new ByteArrayOutputStream())),
                commands);
        assertThat(commands).hasSizeGreaterThan(12);
        for (CommandLine command : commands) {
            String name = command.getCommandSpec().qualifiedName();
            String help = command.getUsageMessage();
            assertThat(help).as(name).containsPattern("Examples?:\\R .*drey ").contains("--help");
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
        }
    }

    @Test
    void helpAndVersionAreResults() {
        Run help = drey("parse", "--help");
        assertThat(help.exitCode).isZero();
        // Help is broken into lines of the terminal's width.
        assertThat(help.out.replaceAll("\\s+", " ")).contains(String.join(", ", Formats.names()));
        assertThat(help.err).isEmpty();
        Run version = drey("--version");
        assertThat(version.exitCode).isZero();
        assertThat(version.out).matches("drey \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+\\)\\R");
    }

    @Test
    void completionNamesTheCommands() {
        Run run = drey("completion");
        assertThat(run.exitCode).isZero();
        assertThat(run.out).contains("quickstart").contains("malformed-one-in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "stack",
                "parse",
                "parse --format nonsense",
                "parse --format combined /there/is/no/such/file",
                "parse --format combined /",
                "send",
                "send -",
                "send --tenant acme --dataset access",
                "send --tenant A-1 --dataset access -",
                "send --tenant acme --dataset access /there/is/no/such/file",
                "send --tenant acme --dataset access /",
                "send --tenant acme --dataset access - -",
                "generate --rate 0.1",
                "generate --lines -1",
                "generate --start yesterday",
                "generate --out /there/is/no/such/folder/file",
                "quickstart --input /there/is/no/such/file",
                "quickstart --input / --format combined",
                "quickstart --lines 0",
                "quickstart --storage tape",
                "quickstart --storage hdfs --with-trino",
                "stack up --storage hdfs --with-trino",
                "query frequent-404-pages --engine esper",
                "query frequent-404-pages --engine trino --tenant acme -Dlake-catalog-type=hadoop -Dlake-warehouse=file:/tmp/x -Dtrino-url=x",
                "query frequent-404-pages --sql SELECT",
                "query nonsense",
                "report run nonsense",
                "jobs submit nonsense",
                "apply",
                "apply -f /there/is/no/such/folder",
                "apply -f /dev/null --prune",
                "apply -f / --rollback 1",
                "apply --rollback one",
                "apply --tenant A-1 --rollback 1",
                "diff",
                "get nonsense",
                "get acls --format yaml",
                "history --tenant A-1",
                "jobs stop",
                "jobs stop cep --no-savepoint --drain",
                "jobs submit --from hdfs://x/savepoint",
                "jobs submit cep --fresh --from hdfs://x/savepoint",
                "jobs submit cep --fresh --drop-unmapped-state",
                "jobs list --flink jobmanager",
                "jobs submit ingest --flink http://127.0.0.1:1 -Dlake-warehous=file:/lake",
                "jobs submit ingest --flink http://127.0.0.1:1 -Dmetrics-lake=true",
                "jobs upgrade cep --flink http://127.0.0.1:1 -Dkafka-bootstrap-server=broker:9092",
                "status --flink http://127.0.0.1:1 -Dcolour=red",
                "doctor -Dkafka.bootstrap.servers=broker:9092",
                "apply -f /dev/null -Dkafka-bootstrap-server=broker:9092",
                "lake init -Dlake-warehous=file:/lake",
                "lake erase --tenant acme --subject source.ip=10.0.0.1 --reason asked -Dlake-warehous=file:/lake",
                "search --tenant acme -Dopensearch-url=http://127.0.0.1:1",
                "search --tenant acme -Dparallelism.default=1",
                "status --format csv",
                "dashboards snapshot --tenant acme",
                "dashboards snapshot --tenant acme --out page.html --since 61d -Dopensearch-urls=http://127.0.0.1:1",
                "dashboards snapshot --tenant acme --out page.html --since long -Dopensearch-urls=http://127.0.0.1:1",
                "dashboards snapshot --tenant acme --out page.html nonsense -Dopensearch-urls=http://127.0.0.1:1",
                "dashboards snapshot --tenant A-1 --out page.html -Dopensearch-urls=http://127.0.0.1:1",
                "status --count 3",
                "status --watch --count 0",
                "status --watch --interval 0",
                "status --watch --format json",
                "status --watch --tenant A-1"
            })
    void whatIsAskedForWronglyIsToldInOneLineWithExitCode2(String command) {
        Run run = drey(command.isEmpty() ? new String[0] : command.split(" "));
        assertThat(run.exitCode).as(run.err).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err.lines()).hasSize(1);
        assertThat(run.err).startsWith("drey: ").doesNotContain("Exception");
        assertThat(run.out).isEmpty();
    }

    @Test
    void aMisspeltSettingIsToldWithWhatMayBeMeant() {
        assertThat(drey("lake", "init", "-Dlake-warehous=file:/lake").err)
                .isEqualTo(
                        "drey: -Dlake-warehous: there is no such setting of this command: did you mean 'lake-warehouse'?%n"
                                .formatted());
        assertThat(drey("jobs", "submit", "ingest", "cep", "--flink", "http://127.0.0.1:1", "-Dmetrics-lake=true").err)
                .contains("-Dmetrics-lake: not a setting of the jobs ingest, cep, but of the jobs aggregation, fused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stack status",
                "jobs list",
                "lake init",
                "query frequent-404-pages",
                "jobs submit",
                "send --tenant acme --dataset access -",
                "get",
                "history",
                "jobs stop cep",
                "status"
            })
    void whatNeedsAStackSaysHowToStartOne(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--dir", folder.toString()));
        Run run = drey(arguments.toArray(String[]::new));
        assertThat(run.exitCode).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err.lines()).hasSize(1);
        assertThat(run.err).contains(folder.toString()).contains("drey stack up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs list", "jobs stop cep", "jobs logs cep", "status"})
    void aClusterThatDoesNotAnswerIsNamed(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--flink", "http://127.0.0.1:1"));
        Run run = drey(arguments.toArray(String[]::new));
        assertThat(run.exitCode).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err).contains("Flink at http://127.0.0.1:1 does not answer", "--flink");
    }

    @Test
    void whatIsNotFlinkIsToldApart() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "<html>a web page</html>".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            Run run = drey(
                    "jobs",
                    "list",
                    "--flink",
                    "http://127.0.0.1:" + other.getAddress().getPort());
            assertThat(run.exitCode).isEqualTo(ExitCodes.FAILED);
            assertThat(run.err).contains("is not Flink");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void theDoctorLooksAtThisMachineWithoutAnyServer() throws IOException {
        Run run = drey("doctor", "--format", "json", "--dir", folder.toString());
        List<String> checks = new ArrayList<>();
        new ObjectMapper()
                .readTree(run.out)
                .forEach(row -> checks.add(row.path("check").asText()));
        assertThat(checks).containsExactly("java", "memory", "disk", "folder");
    }

    @Test
    void theDoctorFailsWithARemedyForEachServerThatIsNotThere() throws IOException {
        Run run = drey(
                "doctor",
                "--format",
                "json",
                "--dir",
                folder.toString(),
                "--flink",
                "http://127.0.0.1:1",
                "-Dopensearch-urls=http://127.0.0.1:1",
                "-Dkafka-bootstrap-servers=127.0.0.1:1");
        assertThat(run.exitCode).isEqualTo(ExitCodes.FAILED);
        List<String> failed = new ArrayList<>();
        new ObjectMapper().readTree(run.out).forEach(row -> {
            if (row.path("result").asText().equals("fail")) {
                assertThat(row.path("remedy").asText()).isNotBlank();
                failed.add(row.path("check").asText());
            }
        });
        assertThat(failed).containsExactly("flink", "kafka", "opensearch");
    }

    @Test
    void documentsAreCheckedWithoutKafka() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "kind: Tenant\nname: acme\nclas: small\n");
        Run wrong = drey("apply", "-f", folder.toString(), "--offline");
        assertThat(wrong.exitCode).isEqualTo(ExitCodes.FAILED);
        assertThat(wrong.err)
                .contains("a.yaml:3:1: unknown key 'clas': did you mean 'class'?")
                .contains("drey: 1 problem; nothing was published");
        assertThat(wrong.out).isEmpty();
        Files.writeString(folder.resolve("a.yaml"), "kind: Tenant\nname: acme\nclass: small\n");
        Run right = drey("apply", "-f", folder.toString(), "--offline");
        assertThat(right.exitCode).isZero();
        assertThat(right.err).contains("1 documents are right");
    }

    @Test
    void aKafkaThatIsNotThereIsTold() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "kind: Tenant\nname: acme\n");
        Run run = drey("apply", "-f", folder.toString(), "-Dkafka-bootstrap-servers=no.such.host.invalid:9092");
        assertThat(run.exitCode).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err.lines()).hasSize(1);
        assertThat(run.err).contains("Kafka at no.such.host.invalid:9092 cannot be reached");
    }

    @Test
    void stoppingWhereNothingRunsIsDoneAtOnce() {
        Run run = drey("stack", "down", "--dir", folder.resolve("none").toString());
        assertThat(run.exitCode).isZero();
        assertThat(run.err).contains("nothing to stop");
    }

    @Test
    void anEmptyInputIsRefused() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.log"));
        Run run = drey("quickstart", "--input", empty.toString());
        assertThat(run.exitCode).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err).contains("empty.log").contains("empty").contains("give a file with lines");
    }

    @Test
    void anInputOfUnknownFormatIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("access.log"), "x\n");
        Run run = drey("quickstart", "--input", file.toString(), "--format", "nonsense");
        assertThat(run.exitCode).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err).contains("nonsense").contains(String.join(", ", Formats.names()));
    }

    @Test
    void generatedLinesParseAllButTheDamagedOnes() throws IOException {
        for (String format : List.of("combined", "json")) {
            Path file = folder.resolve(format);
            assertThat(drey(
                                    "generate",
                                    "-n",
                                    "20000",
                                    "--format",
                                    format,
                                    "--malformed-one-in",
                                    "0",
                                    "-o",
                                    file.toString())
                            .exitCode)
                    .isZero();
            Run whole = drey("parse", "--format", format, file.toString());
            assertThat(whole.out.lines()).hasSize(20_000).noneMatch(line -> line.startsWith("{\"dead_letter\""));
            assertThat(whole.err).isEmpty();

            drey("generate", "-n", "20000", "--format", format, "--malformed-one-in", "100", "-o", file.toString());
            Run damaged = drey("parse", "--format", format, file.toString());
            long deadLetters = damaged.out
                    .lines()
                    .filter(line -> line.startsWith("{\"dead_letter\""))
                    .count();
            assertThat(deadLetters).isBetween(140L, 270L);
        }
    }

    @Test
    void parsesStandardInputIncludingWhatIsNoLine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] lines = "\n1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1 \"-\" \"x\"\n\u0000"
                .getBytes(UTF_8);
        int exitCode = Main.run(console(lines, out, new ByteArrayOutputStream()), "parse", "--format", "combined", "-");
        assertThat(exitCode).isZero();
        List<String> results = out.toString(UTF_8).lines().toList();
        assertThat(results).hasSize(3);
        JsonNode empty = new ObjectMapper().readTree(results.get(0)).path("dead_letter");
        assertThat(empty.at("/position/line").asInt()).isEqualTo(1);
        assertThat(empty.path("raw_base64").asText()).isEmpty();
        assertThat(new ObjectMapper().readTree(results.get(1)).at("/source/ip").asText())
                .isEqualTo("1.2.3.4");
        assertThat(new ObjectMapper()
                        .readTree(results.get(2))
                        .at("/dead_letter/raw_base64")
                        .asText())
                .isEqualTo("AA==");
    }

    @Test
    void failuresShowTheirStackTraceOnlyWhenAsked() {
        assertThat(drey("stack", "status", "--dir", folder.toString()).err).doesNotContain("\tat ");
        assertThat(drey("stack", "status", "--dir", folder.toString(), "--verbose").err)
                .contains("\tat ");
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().forEach(sub -> collect(sub, all));
    }

    private static Run drey(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = console(new byte[0], out, err);
        int exitCode = Main.run(console, arguments);
        console.out().flush();
        return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    private static Console console(byte[] in, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Console(
                new ByteArrayInputStream(in),
                new PrintStream(out, false, UTF_8),
                new PrintStream(err, true, UTF_8),
                false);
    }
}
