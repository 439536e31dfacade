package io.drey.lake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tables say of themselves names what they have, and contradicts itself nowhere. */
class TableDefinitionTest {

    static List<TableDefinition> all() {
        return List.of(
                LogsTable.DEFINITION,
                AlertsTable.DEFINITION,
                DeadLettersTable.DEFINITION,
                HoldsTable.DEFINITION,
                ErasuresTable.DEFINITION,
                LedgerTable.DEFINITION,
                ReportsTable.DEFINITION,
                AccessAuditTable.DEFINITION,
                MetricsTable.DEFINITION,
                DroppedTable.DEFINITION);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyColumnThatItNamesIsThere(TableDefinition table) {
        Stream<String> named = Stream.of(
                        table.dayColumn().stream(),
                        Stream.of(table.timeColumn()),
                        table.key().stream(),
                        table.personalColumns().stream().map(PersonalColumn::name),
                        table.rowOrders().stream().flatMap(order -> order.columns().stream()),
                        table.holdCoverage().stream().flatMap(HoldCoverage::columns))
                .flatMap(each -> each);

        assertThat(named).allSatisfy(column -> assertThat(table.schema().findField(column))
                .as("%s of %s", column, table.name())
                .isNotNull());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aKeyTellsThePartitionSoThatALaterRowFindsTheEarlierOne(TableDefinition table) {
        if (!table.key().isEmpty()) {
            assertThat(table.key()).contains("tenant", table.dayColumn().orElseThrow());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatAnErasureOrARetentionTakesAHoldMayKeep(TableDefinition table) {
        boolean deletes = table.has(Trait.RETAINED) || table.has(Trait.ERASED);
        assertThat(table.holdCoverage().isPresent()).as(table.name()).isEqualTo(deletes);
    }

    @Test
    void traitsThatContradictTheColumnsAreRefused() {
        Columns columns = new Columns()
                .required("tenant", Types.StringType.get(), "whose")
                .required("ts", Types.TimestampType.withZone(), "when");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        TableDefinition.table("notes", "Notes.", columns, "ts").build())
                .withMessageContaining("notes")
                .withMessageContaining("order");
        assertThatIllegalStateException()
                .isThrownBy(() -> ordered(columns).traits(Trait.RETAINED).build())
                .withMessageContaining("no datasets");
        assertThatIllegalStateException()
                .isThrownBy(() -> ordered(columns).traits(Trait.ERASED).build())
                .withMessageContaining("legal hold");
    }

    @Test
    void whoSeesMoreSeesWhatOthersSee() {
        assertThat(Arrays.stream(Visibility.values()).filter(each -> each.isWithin(Visibility.SECURITY)))
                .containsExactly(Visibility.ANALYSTS, Visibility.SECURITY);
    }

    private static TableDefinition.Builder ordered(Columns columns) {
        return TableDefinition.table("notes", "Notes.", columns, "ts").orders(RowOrder.of("time", "ts"));
    }
}
