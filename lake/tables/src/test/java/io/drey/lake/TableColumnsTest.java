package io.drey.lake;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableColumnsTest {

    private static final NestedField TENANT = required(1, "tenant", Types.StringType.get());
    private static final NestedField COUNT = required(2, "count", Types.IntegerType.get());
    private static final NestedField AGENT = optional(3, "agent", Types.StringType.get());
    private static final Schema VERSION = new Schema(TENANT, COUNT, AGENT);
    private static final Map<String, Integer> NOTED = Map.of("tenant", 1, "count", 2, "agent", 3);

    @Test
    void aTableOfThisVersionNeedsNothing() {
        TableColumns columns = columns(VERSION, NOTED);

        assertThat(columns.changes()).isEmpty();
        assertThat(columns.written().asStruct()).isEqualTo(VERSION.asStruct());
        assertThat(columns.places()).containsExactly(0, 1, 2);
        assertThat(columns.ids()).isEqualTo("agent=3,count=2,tenant=1");
    }

    @Test
    void aColumnThatIsMissingIsAddedByInit() {
        TableColumns columns = columns(new Schema(TENANT, COUNT), Map.of());

        assertThat(columns.changes()).containsExactly("column agent is missing");
        assertThatThrownBy(columns::requireWritable)
                .isInstanceOf(LakeException.class)
                .hasMessage("table drey.logs is not of this version: column agent is missing: run 'drey lake init'");
        assertThatCode(columns::requireReadable).doesNotThrowAnyException();
        assertThat(columns.read().columns()).containsExactly(TENANT, COUNT);
    }

    @Test
    void aColumnThatIsNarrowerIsWidenedByInit() {
        Schema wide = new Schema(TENANT, required(2, "count", Types.LongType.get()), AGENT);
        TableColumns columns = new TableColumns("drey.logs", wide, Map.of(), VERSION, NOTED);

        assertThat(columns.changes()).containsExactly("column count is still int and not long");
        assertThatThrownBy(columns::requireWritable).hasMessageContaining("run 'drey lake init'");
        assertThat(columns.read().findType("count")).isEqualTo(Types.LongType.get());
    }

    @Test
    void decimalsAndFloatsAreWidenedToo() {
        Schema narrow = new Schema(
                optional(1, "price", Types.DecimalType.of(9, 2)), optional(2, "share", Types.FloatType.get()));
        Schema wide = new Schema(
                optional(1, "price", Types.DecimalType.of(18, 2)), optional(2, "share", Types.DoubleType.get()));

        assertThat(new TableColumns("drey.logs", wide, Map.of(), narrow, Map.of()).changes())
                .containsExactly(
                        "column price is still decimal(9, 2) and not decimal(18, 2)",
                        "column share is still float and not double");
    }

    @Test
    void theValuesOfAMapNeedNotBeThereOnceInitHasRun() {
        Schema before = new Schema(
                optional(1, "labels", Types.MapType.ofRequired(2, 3, Types.StringType.get(), Types.StringType.get())));
        Schema now = new Schema(
                optional(1, "labels", Types.MapType.ofOptional(2, 3, Types.StringType.get(), Types.StringType.get())));

        assertThat(new TableColumns("drey.logs", now, Map.of(), before, Map.of()).changes())
                .containsExactly("column labels.value must still have a value");
        assertThatThrownBy(new TableColumns("drey.logs", before, Map.of(), now, Map.of())::requireWritable)
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("neither can be widened");
    }

    @Test
    void aColumnOfAnotherNameIsRenamedByInitAndNotReadBefore() {
        TableColumns columns = renamed(VERSION, NOTED);

        assertThat(columns.changes()).containsExactly("column user_agent is still called agent");
        assertThatThrownBy(columns::requireReadable)
                .hasMessage(
                        "table drey.logs is not of this version: column user_agent is still called agent: run 'drey lake init'");
        assertThat(columns.ids()).isEqualTo("agent=3,count=2,tenant=1,user_agent=3");
    }

    @Test
    void whatALaterVersionRenamedWidenedAndAddedIsWrittenByItsId() {
        Schema later = new Schema(
                required(1, "tenant", Types.StringType.get()),
                required(2, "count", Types.LongType.get()),
                optional(4, "trace", Types.StringType.get()),
                optional(3, "user_agent", Types.StringType.get()));
        TableColumns columns = columns(later, Map.of("tenant", 1, "count", 2, "agent", 3, "user_agent", 3, "trace", 4));

        assertThat(columns.changes()).isEmpty();
        assertThat(columns.written().columns())
                .containsExactly(TENANT, COUNT, optional(3, "user_agent", Types.StringType.get()));
        assertThat(columns.places()).containsExactly(0, 1, -1, 2);
        assertThat(columns.nameOf("agent")).isEqualTo("user_agent");
        assertThat(columns.ids()).isEqualTo("agent=3,count=2,tenant=1,trace=4,user_agent=3");
        assertThatThrownBy(columns::requireReadable)
                .hasMessageContaining("its column agent was renamed to user_agent")
                .hasMessageContaining("RENAME COLUMN user_agent TO agent");
        assertThat(columns.read().findField("agent").fieldId()).isEqualTo(3);
        assertThatThrownBy(columns::requireNoOthers).hasMessageContaining("does not know: trace");
    }

    @Test
    void aColumnOfSomebodyElseMayTakeTheIdThatOursHasInANewTable() {
        Schema other = new Schema(TENANT, COUNT, optional(3, "note", Types.StringType.get()));
        TableColumns before = columns(other, Map.of("tenant", 1, "count", 2));
        assertThat(before.changes()).containsExactly("column agent is missing");

        Schema added = new Schema(
                TENANT,
                COUNT,
                optional(3, "note", Types.StringType.get()),
                optional(4, "agent", Types.StringType.get()));
        TableColumns after = columns(added, Map.of("tenant", 1, "count", 2));

        assertThat(after.changes()).isEmpty();
        assertThat(after.written().findField("agent").fieldId()).isEqualTo(4);
        assertThat(after.places()).containsExactly(0, 1, -1, 2);
    }

    @Test
    void refusesADroppedColumn() {
        refuses(new Schema(TENANT, COUNT), NOTED, "column agent (id 3) was dropped by someone");
        // One of the same name would be empty where the older files have values.
        refuses(
                new Schema(TENANT, COUNT, optional(9, "agent", Types.StringType.get())),
                NOTED,
                "column agent (id 3) was dropped by someone");
    }

    @Test
    void refusesAColumnThatWouldHaveToBeNarrowedOrIsOfAnotherKind() {
        refuses(
                new Schema(TENANT, required(2, "count", Types.StringType.get()), AGENT),
                NOTED,
                "column count is string, but this version writes int");
        refuses(
                new Schema(TENANT, COUNT, optional(3, "agent", Types.IntegerType.get())),
                Map.of(),
                "column agent is int, but this version writes string");
    }

    @Test
    void refusesAColumnOfSomebodyElseThatMustHaveAValue() {
        refuses(
                new Schema(TENANT, COUNT, AGENT, required(4, "note", Types.StringType.get())),
                NOTED,
                "every row must have a value in column note, which this version does not know: make it optional");
    }

    @Test
    void refusesATableThatLacksWhatEveryRowMustHave() {
        refuses(new Schema(TENANT, AGENT), Map.of(), "column count, which every row must have, is not there");
    }

    @Test
    void refusesAnOldNameBesideTheNewOne() {
        Schema both = new Schema(TENANT, COUNT, AGENT, optional(4, "user_agent", Types.StringType.get()));

        assertThatThrownBy(renamed(both, NOTED)::requireMendable)
                .hasMessageContaining("it has both user_agent and agent, as column user_agent was called before");
    }

    @Test
    void refusesANoteThatSomebodyChanged(@TempDir Path folder) {
        try (Lake lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()))) {
            lake.init();
            lake.asItIs(LakeTable.LOGS)
                    .updateProperties()
                    .set(TableColumns.IDS, "tenant")
                    .commit();

            assertThatThrownBy(() -> lake.table(LakeTable.LOGS))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("the table property drey.column-ids has 'tenant'");
        }
    }

    private static void refuses(Schema has, Map<String, Integer> noted, String reason) {
        assertThatThrownBy(columns(has, noted)::requireMendable)
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith("table drey.logs cannot be used: ")
                .hasMessageContaining(reason);
    }

    private static TableColumns columns(Schema has, Map<String, Integer> noted) {
        return new TableColumns("drey.logs", VERSION, Map.of(), has, noted);
    }

    /** The version after: agent is called user_agent. */
    private static TableColumns renamed(Schema has, Map<String, Integer> noted) {
        Schema later = new Schema(TENANT, COUNT, optional(3, "user_agent", Types.StringType.get()));
        return new TableColumns("drey.logs", later, Map.of("user_agent", List.of("agent")), has, noted);
    }
}
