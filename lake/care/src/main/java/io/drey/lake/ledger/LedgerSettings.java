package io.drey.lake.ledger;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Where the ledger's chain is anchored.
 *
 * @param anchors the folder; empty for {@code ledger-anchors} in the lake's warehouse
 */
public record LedgerSettings(Optional<String> anchors) {

    public static final ConfigOption<String> LAKE_LEDGER_ANCHORS = ConfigOptions.key("lake-ledger-anchors")
            .stringType()
            .noDefaultValue()
            .withDescription("Folder for the anchors of the ledger's chain, on a store that the lake's file system "
                    + "reaches; best one where nothing can be replaced. By default ledger-anchors in the warehouse.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(LAKE_LEDGER_ANCHORS);

    public LedgerSettings {
        requireNonNull(anchors, "anchors is null");
        anchors = anchors.map(folder -> folder.replaceAll("/+$", ""));
    }

    /** The defaults. */
    public static LedgerSettings defaults() {
        return new LedgerSettings(Optional.empty());
    }

    /** Reads the settings. */
    public static LedgerSettings from(ReadableConfig configuration) {
        return new LedgerSettings(configuration.getOptional(LAKE_LEDGER_ANCHORS));
    }

    /** The folder for a ledger that lies in a folder: the warehouse is two above it, whatever a catalog calls it. */
    String folder(String tableLocation) {
        return anchors.orElseGet(() -> parent(parent(tableLocation)) + "/ledger-anchors");
    }

    private static String parent(String folder) {
        return folder.substring(0, folder.replaceAll("/+$", "").lastIndexOf('/'));
    }
}
