package io.drey.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code drey report} tells without a lake. */
class ReportCommandTest {

    @TempDir
    private Path folder;

    @Test
    void listsThePacksAndWhichReportIsInWhich() {
        assertThat(CommandRun.drey("report", "packs", "--format", "csv").out())
                .contains("pack,title,edition,clauses,served,reports,from")
                .contains("pci,Payment Card Industry Data Security Standard,\"4.0.1, June 2024\",");
        assertThat(CommandRun.drey("report", "list", "--format", "json").out())
                .contains("\"report\":\"tls-versions\"")
                .contains("\"packs\":\"dora gdpr hipaa iso27001 nis2 pci soc2\"");
    }

    @Test
    void listsYourOwnPacksWithTheOthers() throws IOException {
        Path packs = Files.createDirectories(folder.resolve("packs"));
        Files.writeString(
                packs.resolve("house.yaml"),
                """
                standard: House
                title: House rules
                edition: first
                clauses:
                  - {clause: 1.1, asks: Order., reports: [tls-versions]}
                """);

        assertThat(CommandRun.drey("report", "packs", "--queries", folder.toString(), "--format", "csv")
                        .out())
                .contains("house,House rules,first,1,1,1," + packs.resolve("house.yaml"));
    }

    @Test
    void refusesWhatCannotBeMadeOrBrought() {
        assertRefused("the period is '2026-13': write a month", "pci", "--period", "2026-13");
        assertRefused("there is no pack 'pcii': did you mean 'pci'?", "pcii", "--period", "2026-10");
        assertRefused(
                "the parameter 'paths' is of none of the pack's reports",
                "pci",
                "--period",
                "2026-10",
                "-p",
                "paths=/x");
        assertRefused(
                "'reports' is no place to deliver to: write file:///var/reports",
                "pci",
                "--period",
                "2026-10",
                "--deliver",
                "reports");
        assertRefused("a pack is evidence of one lake", "pci", "--period", "2026-10", "--across", "eu,us");
        assertRefused(
                "smtp-host is not set: give the server that mail is sent by",
                "pci",
                "--period",
                "2026-10",
                "--deliver",
                "mailto:ann@example.com");
    }

    private void assertRefused(String words, String... arguments) {
        List<String> all = new ArrayList<>(List.of("report", "pack", "--tenant", "acme"));
        all.addAll(List.of("-Dlake-catalog-type=hadoop", "-Dlake-warehouse=" + folder.toUri()));
        all.addAll(List.of(arguments));
        CommandRun run = CommandRun.drey(all.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
    }
}
