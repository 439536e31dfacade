package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.stack.TenantOption;
import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.LakeTenants;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.restore.Compression;
import io.drey.lake.restore.Restore;
import io.drey.lake.restore.RestoreRange;
import io.drey.lake.restore.RestoredFile;
import io.drey.operations.Actor;
import io.drey.operations.OperationException;
import io.drey.operations.lake.Engines;
import io.drey.query.rows.Rows;
import io.drey.query.sight.AccessRefusedException;
import io.drey.query.sight.Sight;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives a dataset's original lines back. */
@Command(
        name = "restore",
        description = {
            "Gives a dataset's lines back as they were admitted, byte for byte and in order: one file for each partition of "
                    + "its raw topic, with its SHA-256. Lines that could not be parsed stand where they stood.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake restore --dataset web --out restored",
            "  drey lake restore --tenant acme --dataset access --from 2026-10-01 --to 2026-11-01 --compress zstd \\",
            "      --out /evidence/october",
        })
public final class RestoreCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private TenantOption whose = new TenantOption();

    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", required = true, description = "The dataset.")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "DAY",
            description = "The first day in UTC: when events happened, when lines that could not be parsed arrived "
                    + "(default: from the beginning).")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "The day after the last (default: to the end).")
    private LocalDate to;

    @Option(
            names = "--compress",
            defaultValue = "none",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Compression compression;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the files go. Files that are there are not touched.")
    private Path out;

    @Mixin
    private LakeOption lakeOption = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    public RestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        tenant = whose.of(lakeOption.servers());
        RestoreRange range = range();
        List<RestoredFile> files;
        LakeSettings settings = lakeOption.settings();
        AccessAudit audit =
                new AccessAudit(settings, lakeOption.auditSettings().restores(), Clock.systemUTC(), console::tell);
        try (Lake lake = Lake.open(settings)) {
            new LakeTenants(lake).require(tenant);
            Access access = access(lake);
            range = seen(range, audit, access);
            audit.begin(access);
            files = restored(lake, range, audit, access);
        } catch (FileAlreadyExistsException e) {
            throw OperationException.failure(
                    "%s is there already: name another folder with --out, or move it away".formatted(e.getFile()), e);
        } catch (IOException e) {
            throw OperationException.failure("the files cannot be written to %s: %s".formatted(out, e.getMessage()), e);
        }
        List<List<Object>> rows = new ArrayList<>();
        for (RestoredFile file : files) {
            rows.add(List.of(
                    file.path().toString(),
                    file.topic(),
                    file.partition(),
                    file.firstOffset(),
                    file.lastOffset(),
                    file.lines(),
                    file.bytes(),
                    file.sha256()));
        }
        new Rows(List.of("file", "topic", "partition", "first_offset", "last_offset", "lines", "bytes", "sha256"), rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    /** As much of the range as the role sees that is set. Of the first day it must see all: days are restored whole. */
    private RestoreRange seen(RestoreRange range, AccessAudit audit, Access access) {
        Sight sight = Engines.sight(lakeOption);
        try {
            sight.requireLinesOf(range.id());
            Optional<LocalDate> first = sight.earliest(Instant.now())
                    .map(earliest ->
                            LocalDate.ofInstant(earliest, ZoneOffset.UTC).plusDays(1));
            if (first.isEmpty()
                    || range.from().filter(day -> !day.isBefore(first.get())).isPresent()) {
                return range;
            }
            if (range.to().filter(end -> !end.isAfter(first.get())).isPresent()) {
                throw new AccessRefusedException("the role %s sees whole days from %s on: restore later ones"
                        .formatted(sight.name(), first.get()));
            }
            console.tell("the role %s sees whole days from %s on: earlier ones are left out"
                    .formatted(sight.name(), first.get()));
            return new RestoreRange(range.id(), first, range.to());
        } catch (AccessRefusedException e) {
            audit.refused(access);
            throw e;
        }
    }

    private List<RestoredFile> restored(Lake lake, RestoreRange range, AccessAudit audit, Access access)
            throws IOException {
        List<RestoredFile> files;
        try {
            files = new Restore(lake, range, compression)
                    .into(out, lines -> console.err().printf("%,d lines read%n", lines));
        } catch (IOException | RuntimeException e) {
            audit.failed(access);
            throw e;
        }
        audit.done(
                access,
                OptionalLong.of(files.stream().mapToLong(RestoredFile::lines).sum()));
        return files;
    }

    private Access access(Lake lake) {
        Map<String, Long> snapshots = new TreeMap<>();
        for (LakeTable table : List.of(LakeTable.LOGS, LakeTable.DEAD_LETTERS)) {
            lake.snapshotId(table).ifPresent(id -> snapshots.put(table.tableName(), id));
        }
        String asked = "restore %s from %s to %s"
                .formatted(dataset, from == null ? "the beginning" : from, to == null ? "the end" : to);
        return Access.of(Access.Action.RESTORE, tenant, Actor.name(), "drey", asked, asked, snapshots);
    }

    private RestoreRange range() {
        try {
            return new RestoreRange(new DatasetId(tenant, dataset), Optional.ofNullable(from), Optional.ofNullable(to));
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }
}
