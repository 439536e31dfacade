package io.drey.lake;

import io.drey.event.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A column that may say who somebody is, and what stands for its value before those who must not see that.
 *
 * @param name the column
 * @param mask an SQL expression over the table's columns, in words that Flink and Trino share; empty for nothing at all
 */
public record PersonalColumn(String name, Optional<String> mask) {

    /** Statuses and pages are nobody; every other list of a metric may be of addresses and agents. */
    public static final List<String> IMPERSONAL_ATTRIBUTES = List.of("status", "request", "bad_page_404");

    private static final String IMPERSONAL_VALUE = "CASE WHEN attribute_type IN (%s) THEN attribute_value END"
            .formatted(IMPERSONAL_ATTRIBUTES.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")));

    /**
     * Those of a table; in {@code logs} the columns of the fields of which {@link Field#isPersonal} says so, and open fields,
     * among which anything may be.
     */
    public static List<PersonalColumn> of(LakeTable table) {
        return switch (table) {
            case LOGS ->
                Stream.concat(
                                Arrays.stream(Field.values())
                                        .filter(Field::isPersonal)
                                        .map(Field::columnName),
                                Stream.of(LakeTable.LABELS))
                        .map(PersonalColumn::hidden)
                        .toList();
            case ALERTS -> List.of(hidden("group_key"), hidden("reason"), hidden("evidence"));
            case DEAD_LETTERS -> List.of(hidden("error_reason"), hidden("raw"), hidden("raw_sha256"));
            case METRICS -> List.of(new PersonalColumn("attribute_value", Optional.of(IMPERSONAL_VALUE)));
            case HOLDS -> List.of(hidden("value"));
            case REPORTS -> List.of(hidden("parameters"));
            case DROPPED, ERASURES, LEDGER, ACCESS_AUDIT -> List.of();
        };
    }

    private static PersonalColumn hidden(String name) {
        return new PersonalColumn(name, Optional.empty());
    }
}
