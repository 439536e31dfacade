package io.drey.lake.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.lake.LakeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Anchors as files {@code <folder>/<entry number>-<hash>.json}. A name says everything, so a file that another run wrote at
 * the same time says the same, and one that is replaced says nothing new.
 */
final class FileAnchors implements Anchors {

    private static final Pattern NAME = Pattern.compile("(\\d{12,19})-([0-9a-f]{64})\\.json");

    private final FileIO files;
    private final String folder;

    FileAnchors(FileIO files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    @Override
    public void write(long number, String hash) {
        String file = "%s/%012d-%s.json".formatted(folder, number, hash);
        String content = "{\"entry_number\":%d,\"entry_hash\":\"%s\"}%n".formatted(number, hash);
        try (PositionOutputStream output = files.newOutputFile(file).create()) {
            output.write(content.getBytes(UTF_8));
        } catch (AlreadyExistsException e) {
            // It was written by a run that ended behind it, or by one beside this one.
            return;
        } catch (IOException | RuntimeException e) {
            if (all().getOrDefault(number, List.of()).contains(hash)) {
                return;
            }
            throw new LakeException(
                    "the ledger's anchor %s cannot be written: %s; run 'drey lake ledger' again when it can"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    @Override
    public Map<Long, List<String>> all() {
        if (!(files instanceof SupportsPrefixOperations listing)) {
            throw new LakeException("the ledger's anchors in %s cannot be listed with %s"
                    .formatted(folder, files.getClass().getName()));
        }
        Map<Long, List<String>> anchors = new TreeMap<>();
        try {
            for (FileInfo file : listing.listPrefix(folder + "/")) {
                String name = file.location().substring(file.location().lastIndexOf('/') + 1);
                Matcher matcher = NAME.matcher(name);
                if (matcher.matches()) {
                    anchors.computeIfAbsent(Long.parseLong(matcher.group(1)), number -> new ArrayList<>())
                            .add(matcher.group(2));
                }
            }
        } catch (NotFoundException e) {
            return anchors;
        } catch (RuntimeException e) {
            if (e.getCause() instanceof java.io.FileNotFoundException) {
                return anchors;
            }
            throw new LakeException(
                    "the ledger's anchors in %s cannot be listed: %s".formatted(folder, e.getMessage()), e);
        }
        return anchors;
    }
}
