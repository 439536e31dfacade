package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.event.Printable;
import io.drey.lake.Lake;
import io.drey.lake.restore.ArchiveExport;
import io.drey.lake.restore.ArchiveLogins;
import io.drey.lake.restore.ArchiveRange;
import io.drey.lake.restore.Compression;
import io.drey.operations.OperationException;
import io.drey.query.rows.Rows;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes hourly files of original lines for those who want plain files beside the tables. */
@Command(
        name = "export",
        description = {
            "Writes a tenant's lines as they were admitted to plain files: PREFIX/TENANT/DATASET/YYYY-MM-DD-HH/, by the hour of "
                    + "arrival in UTC, a file for each partition of the raw topic with its lines in order, and manifest.json with "
                    + "counts, SHA-256 and positions, which is written last: an hour without it is not complete. The same lines "
                    + "give the same bytes: safe to repeat, also after it was killed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake export --tenant acme --from 2026-10-01 --to 2026-10-02 --out /archive",
            "  drey lake export --tenant acme --dataset access --from 2026-10-01T08:00:00Z --to 2026-10-01T09:00:00Z \\",
            "      --compression zstd --out s3://bucket --prefix archive/plain",
            "  drey lake export --tenant acme --dataset access --from 2026-10-01 --to 2026-10-02 --out s3://bucket-of-acme \\",
            "      -Dlake-archive-properties.acme.access.s3.access-key-id=AKIA... \\",
            "      -Dlake-archive-secrets.acme.access.s3.secret-access-key=file:/run/secrets/acme",
        })
public final class ExportCommand implements Callable<Integer> {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose lines.")
    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only this dataset (default: all).")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "The first hour, such as 2026-10-01 or 2026-10-01T08:00:00Z.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", required = true, description = "The hour after the last.")
    private String to;

    @Option(
            names = "--out",
            paramLabel = "URI",
            required = true,
            description =
                    "Where: a folder, hdfs://..., s3a://..., or s3://... with the dataset's own login, else the lake's.")
    private String out;

    @Option(names = "--prefix", paramLabel = "PATH", description = "A path below it, before the tenant's name.")
    private String prefix;

    @Option(
            names = "--compression",
            defaultValue = "gzip",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Compression compression;

    @Mixin
    private LakeOption lakeOption = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    public ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ArchiveRange range = Given.read(() -> new ArchiveRange(
                tenant, Optional.ofNullable(dataset), GivenTime.moment("--from", from), GivenTime.moment("--to", to)));
        if (range.to().isAfter(Instant.now())) {
            throw OperationException.usage(
                    "--to %s is not past: an hour is written when it is over".formatted(range.to()));
        }
        String place = place();
        ArchiveLogins logins = lakeOption.archiveLogins();
        List<List<Object>> rows = new ArrayList<>();
        try (Lake lake = Lake.open(lakeOption.settings())) {
            new ArchiveExport(lake, compression, logins).run(range, place, hour -> {
                rows.add(List.of(
                        hour.dataset().tenant(),
                        hour.dataset().dataset(),
                        hour.hour().toString(),
                        hour.files(),
                        hour.lines(),
                        hour.bytes(),
                        hour.manifest()));
                console.tell("%s %s: %,d lines".formatted(hour.dataset(), hour.hour(), hour.lines()));
            });
        } catch (IOException e) {
            throw OperationException.failure(
                    "the files cannot be written to %s: %s. Run it again when they can"
                            .formatted(place, e.getMessage()),
                    e);
        }
        new Rows(List.of("tenant", "dataset", "hour", "files", "lines", "bytes", "manifest"), rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private String place() {
        if (prefix == null) {
            return out;
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw OperationException.usage(
                    "--prefix '%s' is not allowed: use names of letters, digits, dots, dashes and underscores, with / between"
                            .formatted(Printable.of(prefix)));
        }
        return (out.endsWith("/") ? out : out + "/") + prefix;
    }
}
