package io.drey.cli.lines;

import static io.drey.cli.CommandRun.drey;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import io.drey.cli.CommandRun;
import io.drey.testing.GeoDatabaseFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParseCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LINE = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /%s HTTP/1.1\" 200 1\n";

    @TempDir
    private Path folder;

    /** Compresses what is written to a stream. */
    private interface Compressing {
        OutputStream to(OutputStream out) throws IOException;
    }

    @Test
    void severalFilesAreParsedInTheOrderGivenWhateverCompressesThem() throws IOException {
        Path plain = file("a.log", LINE.formatted("a"));
        // As AWS writes it: several members in one file. The name says nothing.
        Path gzip = Files.write(
                folder.resolve("b.log"),
                concat(
                        compressed(GZIPOutputStream::new, LINE.formatted("b1") + "1.2."),
                        compressed(GZIPOutputStream::new, LINE.formatted("b2").substring(4))));
        Path zstd = Files.write(folder.resolve("c.bin"), compressed(ZstdOutputStream::new, LINE.formatted("c")));
        Path xz = Files.write(folder.resolve("d"), compressed(XZCompressorOutputStream::new, LINE.formatted("d")));

        CommandRun run =
                drey("parse", "--format", "common", xz.toString(), plain.toString(), gzip.toString(), zstd.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(results(run))
                .extracting(event -> event.at("/url/path").textValue())
                .containsExactly("/d", "/a", "/b1", "/b2", "/c");
        assertThat(results(run).get(3).at("/event/id").textValue()).startsWith(gzip + ".0.");
    }

    @Test
    void whereCallersAreIsLookedUpInTheDatabaseGiven() throws IOException {
        Path countries = new GeoDatabaseFile("GeoLite2-Country")
                .with("1.2.3.0/24", Map.of("country", Map.of("iso_code", "AU")))
                .write(folder.resolve("countries.mmdb"));
        Path lines = file("a.log", LINE.formatted("a"));

        CommandRun run = drey(
                "parse",
                "-f",
                "common",
                "--set",
                "enrich=geo",
                "--geo-database",
                countries.toString(),
                lines.toString());
        assertThat(run.err()).isEmpty();
        assertThat(results(run).get(0).at("/source/geo/country_iso_code").textValue())
                .isEqualTo("AU");

        CommandRun without = drey("parse", "-f", "common", "--set", "enrich=geo", lines.toString());
        assertThat(without.exitCode()).isZero();
        assertThat(without.err()).contains("enrich: 'geo' finds nothing", "--geo-database");
        assertThat(results(without).get(0).at("/labels/drey/enrich_missing").textValue())
                .isEqualTo("geo");

        CommandRun wrong = drey(
                "parse", "-f", "common", "--set", "enrich=geo", "--geo-database", lines.toString(), lines.toString());
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--geo-database", "a.log", "no database in MaxMind's format");
    }

    @Test
    void whereEachFieldComesFromIsExplained() throws IOException {
        Path file = Files.writeString(folder.resolve("access.log"), LINE.formatted("a") + "none\n");

        CommandRun run = drey("parse", "-f", "common", "--explain", "--fail-on-dead-letters", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "access.log:1: event ",
                        "\n  parser common\n",
                        "\n    http.request.method ",
                        "access.log:2",
                        "dead letter of parser common");
    }

    @Test
    void listsAreThoseOfTheDocumentsGiven() throws IOException {
        Path lists = file(
                "lists.yaml",
                """
                kind: List
                tenant: acme
                name: scanners
                values: [1.2.3.0/24]
                """);
        Path lines = file("a.log", LINE.formatted("a"));

        CommandRun run = drey(
                "parse",
                "-f",
                "common",
                "--set",
                "enrich=threats scanners",
                "--lists",
                lists.toString(),
                lines.toString());
        assertThat(run.err()).isEmpty();
        assertThat(results(run).get(0).at("/threat/indicator/name").textValue()).isEqualTo("1.2.3.0/24");

        CommandRun wrong = drey("parse", "-f", "common", "--lists", lines.toString(), lines.toString());
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--lists", "a.log");
    }

    @Test
    void aDeadLetterNamesFileAndLineAndTheCountIsOfAllFiles() throws IOException {
        Path first = file("a.log", LINE.formatted("a"));
        Path second = file("b.log", LINE.formatted("b") + "no line\n");

        CommandRun run = drey("parse", "-f", "common", first.toString(), second.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEqualToIgnoringNewLines("1 of 3 lines are not common: see their dead letters");
        JsonNode position = results(run).get(2).at("/dead_letter/position");
        assertThat(position.path("file").textValue()).isEqualTo(second.toString());
        assertThat(position.path("line").intValue()).isEqualTo(2);
        assertThat(position.path("column").intValue()).isPositive();
    }

    @Test
    void deadLettersFailTheCommandOnlyWhereThatIsAskedFor() throws IOException {
        Path good = file("a.log", LINE.formatted("a"));
        Path bad = file("b.log", "no line\n");

        assertThat(drey("parse", "-f", "common", "--fail-on-dead-letters", good.toString())
                        .exitCode())
                .isZero();
        CommandRun run = drey("parse", "-f", "common", "--fail-on-dead-letters", good.toString(), bad.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines()).hasSize(2);
        assertThat(run.err()).isEqualToIgnoringNewLines("1 of 2 lines are not common: see their dead letters");
    }

    @Test
    void aFileInUtf16IsNamedWithTheRemedyInsteadOfDeadLetters() throws IOException {
        Path file = Files.write(folder.resolve("windows.log"), ("\ufeff" + LINE).getBytes(UTF_16LE));

        CommandRun run = drey("parse", "-f", "common", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "drey: %s is in UTF-16: make UTF-8 of it with iconv -f UTF-16 -t UTF-8".formatted(file));
    }

    @Test
    void whatStandsBeforeDamageIsWrittenAndTheFileNamed() throws IOException {
        byte[] whole = compressed(GZIPOutputStream::new, LINE.formatted("a").repeat(100_000));
        Path file = Files.write(folder.resolve("a.gz"), Arrays.copyOf(whole, whole.length / 2));

        CommandRun run = drey("parse", "-f", "common", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(file + " cannot be read to its end", "fetch it again");
        assertThat(run.out()).endsWith("}\n");
        assertThat(run.out().lines().count()).isBetween(10_000L, 60_000L);
    }

    @Test
    void theArrivalIsSaidByAnOption() throws IOException {
        Path file = file("a.log", LINE.formatted("a"));

        assertThat(results(drey("parse", "-f", "common", "--arrived", "2020-02-03T04:05:06+01:00", file.toString()))
                        .get(0)
                        .at("/event/created")
                        .textValue())
                .isEqualTo("2020-02-03T03:05:06.000Z");
        assertThat(Duration.between(
                        Instant.parse(results(drey("parse", "-f", "common", file.toString()))
                                .get(0)
                                .at("/event/created")
                                .textValue()),
                        Instant.now()))
                .isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void anyKeyOfADatasetsDocumentCanBeSet() throws IOException {
        Path file = file(
                "a.log",
                "<38>Jun 14 15:16:01 proxy web: " + LINE.formatted("a") + "<38>Jun 14 15:16:01 proxy web: text\n");

        List<JsonNode> results = results(drey(
                "parse",
                "-f",
                "rfc3164",
                "--set",
                "message-format=common",
                "--set=time-zone=Europe/Berlin",
                "--arrived",
                "2020-01-01",
                file.toString()));

        assertThat(results.get(0).at("/url/path").textValue()).isEqualTo("/a");
        assertThat(results.get(1).at("/@timestamp").textValue()).isEqualTo("2019-06-14T13:16:01.000Z");
        assertThat(drey("parse", "-f", "common", "--set", "max-line-bytes=10", file.toString())
                        .out())
                .contains("dead_letter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--set tme-zone=UTC | --set tme-zone=UTC: unknown key 'tme-zone': did you mean 'time-zone'?",
                "--set time-zone=Mars | --set time-zone=Mars: 'Mars' is no time zone: use a name such as Europe/Berlin",
                "--set time-zone | --set 'time-zone' is no KEY=VALUE: write it like time-zone=UTC",
                "--set =UTC | --set '=UTC' is no KEY=VALUE: write it like time-zone=UTC",
                "--set format=json | --set format=json: the format is said with --format",
                "--set time-zone=Z --set time-zone=Z | --set time-zone is given twice: give it once",
                "--set time-latest=soon | --set time-latest=soon: 'soon' is not a time: write it like",
                "--arrived yesterday | --arrived 'yesterday' is not a time: write it like 2026-01-01T00:00:00Z",
                "--first-year 0 | --first-year 0 is no year: use one from 1 to 9998",
                "--first-year 2004 --set time-latest=2005-01-01 | --first-year and --set time-latest both say the year",
            })
    void whatIsSaidWronglyIsNamedWithARemedy(String options, String message) {
        List<String> arguments = new ArrayList<>(List.of("parse", "-f", "rfc3164"));
        arguments.addAll(List.of(options.split(" ")));

        CommandRun run = drey(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("drey: " + message);
    }

    @Test
    void optionsMayStandBehindFilesAndNamesMayBeginWithAMinusBehindTwo() throws IOException {
        Path file = file("a.log", LINE.formatted("a"));

        assertThat(drey("parse", file.toString(), "-f", "common").exitCode()).isZero();
        assertThat(drey("parse", "-f", "common", "--", file.toString()).exitCode())
                .isZero();
        assertThat(drey("parse", "-f", "common", "--", "-a.log").err())
                .startsWith("drey: -a.log: there is no such file");
    }

    @Test
    void timesWithoutAYearFollowFromTheFilesOwnTime() throws IOException {
        Path file = file("messages.1", "Dec 31 23:59:59 host su: a\nJan  1 00:00:01 host su: b\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2006-01-01T04:00:00Z")));

        assertThat(times(drey("parse", "-f", "rfc3164", file.toString())))
                .containsExactly("2005-12-31T23:59:59.000Z", "2006-01-01T00:00:01.000Z");
        assertThat(times(drey("parse", "-f", "rfc3164", "--arrived", "2010-06-01", file.toString())))
                .containsExactly("2009-12-31T23:59:59.000Z", "2010-01-01T00:00:01.000Z");
        assertThat(times(drey("parse", "-f", "rfc3164", "--set", "time-latest=2001-01-01", file.toString())))
                .containsExactly("2000-12-31T23:59:59.000Z", "2000-01-01T00:00:01.000Z");
    }

    @Test
    void timesWithoutAYearFollowTheOrderOfLinesFromTheFirstYearOnThroughAllFiles() throws IOException {
        Path older = file("messages.1", "Nov 30 00:00:00 host su: a\nMar  1 00:00:00 host su: b\n");
        Path newer = file("messages", "Aug  1 00:00:00 host su: c\nJan  1 00:00:00 host su: d\n");

        assertThat(times(drey("parse", "-f", "syslog", "--first-year", "2004", older.toString(), newer.toString())))
                .containsExactly(
                        "2004-11-30T00:00:00.000Z",
                        "2005-03-01T00:00:00.000Z",
                        "2005-08-01T00:00:00.000Z",
                        "2006-01-01T00:00:00.000Z");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<JsonNode> results(CommandRun run) throws IOException {
        List<JsonNode> results = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            results.add(JSON.readTree(line));
        }
        return results;
    }

    private static List<String> times(CommandRun run) throws IOException {
        return results(run).stream()
                .map(event -> event.at("/@timestamp").textValue())
                .toList();
    }

    private static byte[] compressed(Compressing compressing, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressing.to(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
