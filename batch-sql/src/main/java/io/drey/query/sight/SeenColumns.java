package io.drey.query.sight;

import io.drey.lake.LakeTable;
import io.drey.lake.LogsSql;
import io.drey.lake.table.LogsTable;
import io.drey.lake.table.PersonalColumn;
import io.drey.query.sql.SqlDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Types;

/**
 * The columns of a view of one tenant's rows, each event whole: what follows from other columns is written out, and what a role
 * must not see is masked.
 *
 * @param dialect whose SQL is written
 * @param role who looks
 * @param impersonal the open fields that analysts see
 */
public record SeenColumns(SqlDialect dialect, AccessRole role, ImpersonalFields impersonal) {

    /** What is selected of a table, as the table has it. */
    public String of(LakeTable table, String tenant) {
        Map<String, PersonalColumn> personal = role.seesPersonalData()
                ? Map.of()
                : table.definition().personalColumns().stream()
                        .collect(Collectors.toMap(PersonalColumn::name, each -> each));
        List<String> columns = new ArrayList<>();
        for (Types.NestedField column : table.schema().columns()) {
            String name = dialect.quoted(column.name());
            Optional<String> derived =
                    table == LakeTable.LOGS ? LogsSql.derived(column.name(), dialect) : Optional.empty();
            if (personal.containsKey(column.name())) {
                Optional<String> mask = column.name().equals(LogsTable.LABELS)
                        ? impersonal.labels(dialect, tenant)
                        : personal.get(column.name()).mask();
                columns.add("%s AS %s".formatted(mask.orElseGet(() -> nothing(name)), name));
            } else {
                columns.add(
                        derived.map(expression -> expression + " AS " + name).orElse(name));
            }
        }
        if (table.definition().hasPositions()) {
            columns.add(LakeTable.EVENT_ID_SQL + " AS event_id");
        }
        return String.join(", ", columns);
    }

    /**
     * A null of the column's type. One that Flink's planner knows to be null makes it cut queries down until no plan is left
     * for them (windows over no rows), so there it follows from what the planner cannot know.
     */
    private String nothing(String column) {
        return switch (dialect) {
            case FLINK -> "CASE WHEN RAND() < 0 THEN %s END".formatted(column);
            case TRINO -> "CASE WHEN FALSE THEN %s END".formatted(column);
        };
    }
}
