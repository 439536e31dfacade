package io.drey.lake;

import static java.util.Objects.requireNonNull;

import io.drey.event.Printable;
import io.drey.event.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The tenants that the lake has rows of. To ask for one reads manifests up to the tenant's first file; to refuse one reads
 * all, and never a row.
 */
public final class LakeTenants {

    private static final String TENANT = "tenant";

    /** What is kept of lines or made of them, fullest first. Rows about a tenant, such as who asked for it, do not make one. */
    private static final List<LakeTable> TABLES =
            List.of(LakeTable.LOGS, LakeTable.METRICS, LakeTable.DEAD_LETTERS, LakeTable.ALERTS, LakeTable.DROPPED);

    /** More names than these help nobody who has misspelt one. */
    private static final int MOST_NAMES = 20;

    private final Lake lake;

    public LakeTenants(Lake lake) {
        this.lake = requireNonNull(lake, "lake is null");
    }

    /**
     * Refuses a tenant of which no table has a row, because an empty answer would look like one about a tenant. Where that
     * cannot be told, as a table is missing or damaged, it is not refused: whoever reads on learns why.
     *
     * @throws LakeException naming the tenant that may be meant
     */
    public void require(String tenant) {
        if (mayHave(tenant)) {
            return;
        }
        SortedSet<String> names = names();
        if (!names.contains(tenant)) {
            throw new LakeException(
                    "the lake has no rows of a tenant '%s'%s".formatted(Printable.of(tenant), remedy(tenant, names)));
        }
    }

    private boolean mayHave(String tenant) {
        for (LakeTable table : TABLES) {
            try (CloseableIterable<FileScanTask> files = lake.asItIs(table)
                    .newScan()
                    .filter(Expressions.equal(TENANT, tenant))
                    .planFiles()) {
                if (files.iterator().hasNext()) {
                    return true;
                }
            } catch (IOException | RuntimeException e) {
                return true;
            }
        }
        return false;
    }

    /** All of them. */
    public SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        for (LakeTable table : TABLES) {
            try (CloseableIterable<FileScanTask> files =
                    lake.asItIs(table).newScan().planFiles()) {
                files.forEach(file ->
                        names.add(file.partition().get(0, CharSequence.class).toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }

    private static String remedy(String tenant, SortedSet<String> names) {
        if (names.isEmpty()) {
            return ": it is empty, so send lines first";
        }
        return Spelling.closest(tenant, names)
                .map(": did you mean '%s'?"::formatted)
                .orElseGet(() -> names.size() > MOST_NAMES
                        ? ", but of %d others: see 'drey get tenants'".formatted(names.size())
                        : ": use one of " + String.join(", ", names));
    }
}
