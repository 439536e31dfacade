package io.drey.query.sight;

import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.lake.table.LogsTable;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlLiteral;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The open fields that say nothing of who somebody is, as documents of datasets have it. All others may be personal, and those
 * who must not see personal data see none of them.
 */
public final class ImpersonalFields {

    /** No dataset has any. */
    public static final ImpersonalFields NONE = new ImpersonalFields(Map.of());

    private final SortedMap<DatasetId, SortedSet<String>> byDataset = new TreeMap<>();

    /** Those of some datasets. A name by which there is a fixed field that is personal is none, whatever a document says. */
    public ImpersonalFields(Map<DatasetId, ? extends Collection<String>> byDataset) {
        byDataset.forEach((dataset, names) -> {
            SortedSet<String> impersonal = names.stream()
                    .filter(name ->
                            Field.ofEcsName(name).filter(Field::isPersonal).isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!impersonal.isEmpty()) {
                this.byDataset.put(dataset, impersonal);
            }
        });
    }

    /**
     * What a tenant's people see of open fields who must not see personal data: an expression over the columns of {@code logs}.
     * Empty where they see none.
     */
    public Optional<String> labels(SqlDialect dialect, String tenant) {
        String datasets = byDataset.entrySet().stream()
                .filter(entry -> entry.getKey().tenant().equals(tenant))
                .map(entry -> "WHEN %s THEN %s"
                        .formatted(
                                SqlLiteral.of(entry.getKey().dataset()),
                                dialect.entries(dialect.quoted(LogsTable.LABELS), entry.getValue())))
                .collect(Collectors.joining(" "));
        return datasets.isEmpty()
                ? Optional.empty()
                : Optional.of("CASE %s %s END".formatted(dialect.quoted("dataset"), datasets));
    }
}
