package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Rejection;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each file of the samples of Ironholds/webreadr (MIT) parses; of headers of files, which are no events, a rejection says so. */
class WebreadrSamplesTest {

    /** What a script of somebody's counts with Zeek: its times are the ends of periods, and no address is in it. */
    private static final String COUNTS = "app_stats.log";

    @ParameterizedTest
    @CsvSource({
        "combined_log.clf, combined, 12",
        "log.clf, common, 2",
        "log.squid, squid, 121",
        "iis.log, iis, 1",
        "log.aws, cloudfront, 2",
        "s3.log, s3, 6",
        "conn.log, zeek, 23",
        "dhcp.log, zeek, 2",
        "dns.log, zeek, 9",
        "files.log, zeek, 17",
        "ftp.log, zeek, 17",
        "http.log, zeek, 91"
    })
    void everyLineIsAnEvent(String file, String format, int count) {
        List<byte[]> lines = Samples.lines("webreadr-samples/" + file);
        LineParser parser = Formats.parser(format + fields(lines));
        int events = 0;
        for (byte[] line : lines) {
            EventBuilder event = Parsing.event(line);
            Rejection rejection = parser.parse(event, 0, line.length);
            if (line[0] == '#') {
                assertThat(rejection).isNotNull();
            } else {
                assertThat(rejection).as(new String(line, UTF_8)).isNull();
                assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo(line);
                assertThat(event.openIndex("labels.drey.time"))
                        .as("a time of its own")
                        .isNegative();
                events++;
            }
        }
        assertThat(events).isEqualTo(count);
    }

    /** What a file says of its columns, as it stands behind a format's name; empty where it says nothing. */
    private static String fields(List<byte[]> lines) {
        return lines.stream()
                .map(line -> new String(line, UTF_8))
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("#fields"))
                .map(line -> ":"
                        + line.substring(line.indexOf(line.contains("\t") ? '\t' : ' ') + 1)
                                .strip())
                .findFirst()
                .orElse("");
    }

    @Test
    void aLineOfZeekSaysItsFields() {
        List<byte[]> lines = Samples.lines("webreadr-samples/conn.log");
        LineParser parser = Formats.parser("zeek" + fields(lines));

        EventBuilder event = Parsing.parsed(parser, lines.get(8));

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("192.168.27.10");
        assertThat(event.text(Field.DESTINATION_IP)).isEqualTo("85.17.137.82");
        assertThat(event.number(Field.DESTINATION_PORT)).isEqualTo(80);
        assertThat(event.number(Field.EVENT_DURATION)).isEqualTo(658_238_000);
        assertThat(event.timestampMicros()).isEqualTo(1_357_899_314_906_026L);
        assertThat(event.openText(event.openIndex("labels.conn_state"))).isEqualTo("SF");
        assertThat(event.openIndex("labels.local_orig")).as("-").isNegative();
        assertThat(event.openIndex("labels.tunnel_parents")).as("(empty)").isNegative();
        byte[] cut = "1357899314.906026\tCcFgWF1Y2M63qxiIk9".getBytes(UTF_8);
        assertThat(Parsing.rejected(parser, cut).reason()).contains("more columns");
    }

    @Test
    void noFileIsForgotten() {
        Set<String> names = new TreeSet<>();
        for (Path file : Samples.files(Samples.path("webreadr-samples"))) {
            names.add(file.getFileName().toString());
        }
        names.removeIf(name -> name.startsWith("LICENSE"));
        assertThat(names)
                .containsExactlyInAnyOrder(
                        COUNTS,
                        "combined_log.clf",
                        "log.clf",
                        "log.squid",
                        "iis.log",
                        "log.aws",
                        "s3.log",
                        "conn.log",
                        "dhcp.log",
                        "dns.log",
                        "files.log",
                        "ftp.log",
                        "http.log");
    }
}
