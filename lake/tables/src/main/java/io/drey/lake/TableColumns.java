package io.drey.lake;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Which of a table's columns are those of this version, whatever an earlier or a later version or somebody else has made of
 * the table, and what has to change for it to be a table of this version.
 *
 * <p>Iceberg knows a column by its id: files keep it, names and types change around it. So each version notes in the table
 * which ids its columns have ({@link #IDS}). A version whose column was renamed or widened by a later one finds it again and
 * writes it by its id; and a column that somebody dropped is told from one that was never there. Columns without a note, as in
 * tables of versions that made none, are found by their name, or by one that they had before.
 *
 * @see <a href="https://iceberg.apache.org/spec/#schema-evolution">Iceberg: schema evolution</a>
 */
public final class TableColumns {

    /** The table property that notes the ids of columns: {@code name=id}, separated by commas. Names are never taken out. */
    static final String IDS = "drey.column-ids";

    /** What {@code drey lake init} can do. */
    private static final String REMEDY = "run 'drey lake init'";

    private final String tableName;
    private final Schema wanted;
    private final Schema has;
    private final Map<String, Integer> noted;
    /** This version's columns and the table's, in this version's order. */
    private final List<Match> matches = new ArrayList<>();
    /** What nobody can mend by evolving the table. */
    private final List<String> refusals = new ArrayList<>();

    /**
     * A column.
     *
     * @param wanted as this version wants it
     * @param has as the table has it; empty where it does not
     * @param renaming whether the table has it under a name that it had before this version
     */
    private record Match(NestedField wanted, Optional<NestedField> has, boolean renaming) {}

    /**
     * Compares.
     *
     * @param tableName what the table is called in messages
     * @param wanted this version's columns
     * @param formerNames what columns of this version were called before, by their names
     * @param has the table's columns
     * @param noted the ids that columns of some version have, by their names
     */
    TableColumns(
            String tableName,
            Schema wanted,
            Map<String, List<String>> formerNames,
            Schema has,
            Map<String, Integer> noted) {
        this.tableName = requireNonNull(tableName, "tableName is null");
        this.wanted = requireNonNull(wanted, "wanted is null");
        this.has = requireNonNull(has, "has is null");
        this.noted = Map.copyOf(noted);
        for (NestedField column : wanted.columns()) {
            matches.add(match(column, formerNames.getOrDefault(column.name(), List.of())));
        }
        refuseOthers();
    }

    /** The columns of a table of the lake. */
    public static TableColumns of(LakeTable table, Table existing) {
        return of(new LakeTable.Layout(table), existing);
    }

    static TableColumns of(LakeTable.Layout layout, Table existing) {
        return new TableColumns(
                layout.table().identifier().toString(),
                layout.schema(),
                layout.formerNames(),
                existing.schema(),
                readIds(existing.properties().get(IDS)));
    }

    private Match match(NestedField column, List<String> formerNames) {
        Integer id = noted.get(column.name());
        if (id != null) {
            NestedField known = topLevel(id);
            if (known == null) {
                refusals.add(
                        "column %s (id %d) was dropped by someone: its values are still in the files, so bring back the schema that has it (Iceberg's set-current-schema), or register the table with the metadata file from before"
                                .formatted(column.name(), id));
            } else {
                compare(column, known);
            }
            return new Match(column, Optional.ofNullable(known), false);
        }
        NestedField sameName = topLevel(column.name());
        NestedField former = former(formerNames);
        if (sameName != null && former != null) {
            refusals.add(
                    "it has both %s and %s, as column %s was called before: rename or drop the one that someone added"
                            .formatted(column.name(), former.name(), column.name()));
        }
        NestedField known = sameName == null ? former : sameName;
        if (known != null) {
            compare(column, known);
        } else if (column.isRequired()) {
            refusals.add("column %s, which every row must have, is not there: someone else made or changed this table"
                    .formatted(column.name()));
        }
        return new Match(column, Optional.ofNullable(known), sameName == null && former != null);
    }

    private NestedField former(List<String> names) {
        for (String name : names) {
            Integer id = noted.get(name);
            NestedField known = id == null ? topLevel(name) : topLevel(id);
            if (known != null) {
                return known;
            }
        }
        return null;
    }

    private void compare(NestedField column, NestedField known) {
        if (!isSame(column.type(), known.type())
                && !isWider(column.type(), known.type())
                && !isWider(known.type(), column.type())) {
            refusals.add(
                    "column %s is %s, but this version writes %s, and neither can be widened to the other: use the version that made it so, or give someone else's column another name"
                            .formatted(known.name(), known.type(), column.type()));
        }
    }

    private void refuseOthers() {
        Set<Integer> ours = matches.stream()
                .flatMap(match -> match.has().stream())
                .map(NestedField::fieldId)
                .collect(Collectors.toCollection(HashSet::new));
        for (NestedField column : has.columns()) {
            if (column.isRequired() && !ours.contains(column.fieldId())) {
                refusals.add(
                        "every row must have a value in column %s, which this version does not know: make it optional (ALTER TABLE ... ALTER COLUMN %s DROP NOT NULL), or use the version that knows it"
                                .formatted(column.name(), column.name()));
            }
        }
    }

    private NestedField topLevel(int id) {
        return has.columns().stream()
                .filter(column -> column.fieldId() == id)
                .findFirst()
                .orElse(null);
    }

    private NestedField topLevel(String name) {
        return has.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Whether a type is the other one with more room. */
    private static boolean isWider(Type wide, Type narrow) {
        return wide.isPrimitiveType()
                && narrow.isPrimitiveType()
                && !wide.equals(narrow)
                && TypeUtil.isPromotionAllowed(narrow, wide.asPrimitiveType());
    }

    /** Whether two types are the same but for the ids of what is nested, and for what must still have a value there. */
    private static boolean isSame(Type wanted, Type known) {
        if (wanted.isPrimitiveType() || wanted.typeId() != known.typeId()) {
            return wanted.equals(known);
        }
        List<NestedField> fields = wanted.asNestedType().fields();
        List<NestedField> others = known.asNestedType().fields();
        if (fields.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).name().equals(others.get(i).name())
                    || (fields.get(i).isRequired() && others.get(i).isOptional())
                    || !isSame(fields.get(i).type(), others.get(i).type())) {
                return false;
            }
        }
        return true;
    }

    /** The names of what is nested in a column, must have a value there, and need none in this version. */
    private static List<String> stillRequired(NestedField wanted, NestedField known) {
        if (wanted.type().isPrimitiveType() || !isSame(wanted.type(), known.type())) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        List<NestedField> fields = wanted.type().asNestedType().fields();
        List<NestedField> others = known.type().asNestedType().fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).isOptional() && others.get(i).isRequired()) {
                names.add(known.name() + "." + fields.get(i).name());
            }
        }
        return names;
    }

    /** What makes the table one of this version, in words; empty where it is. */
    List<String> changes() {
        List<String> changes = new ArrayList<>();
        for (Match match : matches) {
            String name = match.wanted().name();
            if (match.has().isEmpty()) {
                changes.add("column %s is missing".formatted(name));
                continue;
            }
            NestedField known = match.has().get();
            if (match.renaming()) {
                changes.add("column %s is still called %s".formatted(name, known.name()));
            }
            if (isWider(match.wanted().type(), known.type())) {
                changes.add("column %s is still %s and not %s"
                        .formatted(known.name(), known.type(), match.wanted().type()));
            }
            if (known.isRequired() && match.wanted().isOptional()) {
                changes.add("column %s must still have a value".formatted(known.name()));
            }
            stillRequired(match.wanted(), known)
                    .forEach(nested -> changes.add("column %s must still have a value".formatted(nested)));
        }
        return changes;
    }

    /** Makes these changes. */
    void change(UpdateSchema update) {
        for (Match match : matches) {
            NestedField column = match.wanted();
            if (match.has().isEmpty()) {
                update.addColumn(column.name(), column.type(), column.doc());
                continue;
            }
            NestedField known = match.has().get();
            if (isWider(column.type(), known.type())) {
                update.updateColumn(known.name(), column.type().asPrimitiveType());
            }
            if (known.isRequired() && column.isOptional()) {
                update.makeColumnOptional(known.name());
            }
            stillRequired(column, known).forEach(update::makeColumnOptional);
            if (match.renaming()) {
                update.renameColumn(known.name(), column.name());
            }
        }
    }

    /** The note of all columns' ids, those of this version and of others; to be asked when nothing is missing any more. */
    String ids() {
        Map<String, Integer> ids = new TreeMap<>(noted);
        matches.forEach(
                match -> match.has().ifPresent(known -> ids.put(match.wanted().name(), known.fieldId())));
        return ids.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static Map<String, Integer> readIds(String note) {
        Map<String, Integer> ids = new HashMap<>();
        if (note != null && !note.isBlank()) {
            for (String entry : note.split(",", -1)) {
                int equals = entry.indexOf('=');
                try {
                    ids.put(
                            entry.substring(0, equals).strip(),
                            Integer.valueOf(entry.substring(equals + 1).strip()));
                } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
                    throw new LakeException(
                            "the table property %s has '%s', which is not name=id: someone else changed it; remove the property and run 'drey lake init'"
                                    .formatted(IDS, entry),
                            e);
                }
            }
        }
        return ids;
    }

    /**
     * Refuses a table that cannot be made one of this version.
     *
     * @throws LakeException that names table, columns and remedy
     */
    void requireMendable() {
        if (!refusals.isEmpty()) {
            throw new LakeException("table %s cannot be used: %s".formatted(tableName, String.join("; ", refusals)));
        }
    }

    /**
     * Refuses a table that rows of this version cannot be written to. What a later version has added, widened or renamed does
     * no harm, and neither does a column of somebody else that may be empty.
     *
     * @throws LakeException that names table, columns and remedy
     */
    void requireWritable() {
        requireMendable();
        List<String> changes = changes();
        if (!changes.isEmpty()) {
            throw new LakeException(
                    "table %s is not of this version: %s: %s".formatted(tableName, String.join(", ", changes), REMEDY));
        }
    }

    /**
     * Refuses a table whose rows would be read wrongly: columns are read by their names.
     *
     * @throws LakeException that names table, columns and remedy
     */
    void requireReadable() {
        requireMendable();
        for (Match match : matches) {
            String name = match.wanted().name();
            if (match.renaming()) {
                throw new LakeException("table %s is not of this version: column %s is still called %s: %s"
                        .formatted(tableName, name, match.has().get().name(), REMEDY));
            }
            if (match.has().isPresent() && !match.has().get().name().equals(name)) {
                throw new LakeException(
                        "table %s cannot be read by this version: its column %s was renamed to %s: use the version that did so, or rename it back (ALTER TABLE ... RENAME COLUMN %s TO %s)"
                                .formatted(
                                        tableName,
                                        name,
                                        match.has().get().name(),
                                        match.has().get().name(),
                                        name));
            }
        }
    }

    /**
     * Refuses a table that has columns this version does not know: whoever makes a row anew would lose what is in them.
     *
     * @throws LakeException that names table and columns
     */
    public void requireNoOthers() {
        Set<Integer> ours = matches.stream()
                .flatMap(match -> match.has().stream())
                .map(NestedField::fieldId)
                .collect(Collectors.toCollection(HashSet::new));
        List<String> others = has.columns().stream()
                .filter(column -> !ours.contains(column.fieldId()))
                .map(NestedField::name)
                .toList();
        if (!others.isEmpty()) {
            throw new LakeException(
                    "table %s has columns that this version does not know: %s. Rows that are made anew would lose what is in them: use the version that knows them, or drop them"
                            .formatted(tableName, String.join(", ", others)));
        }
    }

    /**
     * Refuses a table that is partitioned otherwise.
     *
     * @throws LakeException that says how
     */
    void requirePartitions(PartitionSpec existing, PartitionSpec spec) {
        List<String> expected = new ArrayList<>();
        for (PartitionField field : spec.fields()) {
            String source = wanted.findColumnName(field.sourceId());
            expected.add(field.transform() + " of " + nameOf(source));
        }
        List<String> found = existing.fields().stream()
                .map(field -> field.transform() + " of " + has.findColumnName(field.sourceId()))
                .toList();
        if (!found.equals(expected)) {
            throw new LakeException("table %s is partitioned by %s, but this version writes %s: someone else changed it"
                    .formatted(tableName, found, expected));
        }
    }

    /**
     * Refuses a table in which what it is partitioned by stands elsewhere than in this version.
     *
     * @throws LakeException that names table and column
     */
    public void requireInPlace(PartitionSpec spec) {
        int[] places = places();
        for (PartitionField field : spec.fields()) {
            String source = wanted.findColumnName(field.sourceId());
            int place = wanted.columns().indexOf(wanted.findField(source));
            if (place >= places.length || places[place] != place) {
                throw new LakeException(
                        "table %s has its column %s moved, so that rows cannot be spread by it: move it back to place %d, or set lake-distribution to none"
                                .formatted(tableName, nameOf(source), place + 1));
            }
        }
    }

    /**
     * The columns that this version writes, in its order and with its types, by the names and ids that they have in the table.
     *
     * @throws LakeException if the table is not of this version
     */
    public Schema written() {
        requireWritable();
        List<NestedField> columns = new ArrayList<>();
        for (Match match : matches) {
            NestedField known = match.has().orElseThrow();
            Type type = known.type().isPrimitiveType() ? match.wanted().type() : known.type();
            columns.add(NestedField.from(match.wanted())
                    .withId(known.fieldId())
                    .withName(known.name())
                    .ofType(type)
                    .build());
        }
        return new Schema(columns);
    }

    /** The columns of this version that the table has, by this version's names, with the table's ids and as wide as they are there. */
    public Schema read() {
        List<NestedField> columns = new ArrayList<>();
        for (Match match : matches) {
            match.has()
                    .ifPresent(known -> columns.add(NestedField.from(known)
                            .withName(match.wanted().name())
                            .ofType(
                                    isWider(match.wanted().type(), known.type())
                                            ? match.wanted().type()
                                            : known.type())
                            .build()));
        }
        return new Schema(columns);
    }

    /** For each of the table's columns its place among this version's; -1 for those of others. */
    public int[] places() {
        Map<Integer, Integer> byId = new HashMap<>();
        for (int place = 0; place < matches.size(); place++) {
            byId.put(matches.get(place).has().orElseThrow().fieldId(), place);
        }
        return has.columns().stream()
                .mapToInt(column -> byId.getOrDefault(column.fieldId(), -1))
                .toArray();
    }

    /** The table's columns. */
    public Schema table() {
        return has;
    }

    /** What a column of this version is called in the table. */
    public String nameOf(String column) {
        return matches.stream()
                .filter(match -> match.wanted().name().equals(column))
                .flatMap(match -> match.has().stream())
                .map(NestedField::name)
                .findFirst()
                .orElse(column);
    }
}
