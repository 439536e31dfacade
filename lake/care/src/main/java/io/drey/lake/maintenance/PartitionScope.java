package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;

/**
 * The part of a table that is looked at.
 *
 * @param tenant one tenant; empty for all
 * @param dataset one dataset; empty for all. Files that hold others too are looked at
 * @param from the first day in UTC; empty for the earliest
 * @param to the day after the last; empty for no end
 */
public record PartitionScope(
        Optional<String> tenant, Optional<String> dataset, Optional<LocalDate> from, Optional<LocalDate> to) {

    /** The whole table. */
    public static final PartitionScope ALL =
            new PartitionScope(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public PartitionScope {
        tenant.ifPresent(DatasetId::requireTenant);
        dataset.ifPresent(name -> new DatasetId(tenant.orElse("any"), name));
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new IllegalArgumentException(
                    "from %s to %s is no day: the end is not part of the range".formatted(from.get(), to.get()));
        }
    }

    /** As a filter of rows; whole partitions match or do not. */
    Expression filter(String dayColumn, Type dayType) {
        Expression filter = tenant.<Expression>map(name -> Expressions.equal("tenant", name))
                .orElse(Expressions.alwaysTrue());
        if (from.isPresent()) {
            filter = Expressions.and(filter, Expressions.greaterThanOrEqual(dayColumn, literal(from.get(), dayType)));
        }
        if (to.isPresent()) {
            filter = Expressions.and(filter, Expressions.lessThan(dayColumn, literal(to.get(), dayType)));
        }
        return filter;
    }

    private static Object literal(LocalDate day, Type type) {
        return switch (type.typeId()) {
            case DATE -> (int) day.toEpochDay();
            case TIMESTAMP -> day.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000;
            default -> throw new IllegalArgumentException("days are no %s".formatted(type));
        };
    }
}
