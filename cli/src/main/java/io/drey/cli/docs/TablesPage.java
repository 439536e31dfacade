package io.drey.cli.docs;

import io.drey.lake.LakeTable;
import java.util.List;
import org.apache.iceberg.types.Types.NestedField;

/** The tables of the lake. */
final class TablesPage {

    private TablesPage() {}

    static ReferencePage page() {
        Markdown page = new Markdown(
                "Tables",
                "The tables of the lake, in the namespace `%s`. [lake](../../lake/README.md) says how they are written and kept."
                        .formatted(LakeTable.NAMESPACE));
        for (LakeTable table : LakeTable.values()) {
            page.heading("`%s`".formatted(table.tableName()))
                    .paragraph(table.definition().description())
                    .paragraph(partitions(table))
                    .table(
                            List.of("column", "type", "may be null", "what it holds"),
                            table.schema().columns().stream()
                                    .map(TablesPage::row)
                                    .toList());
        }
        return new ReferencePage("tables.md", page.text());
    }

    private static String partitions(LakeTable table) {
        return table.spec().isUnpartitioned()
                ? "It is not partitioned."
                : "Partitioned by %s."
                        .formatted(String.join(
                                " and ",
                                table.spec().fields().stream()
                                        .map(field -> {
                                            String column = Markdown.literal(
                                                    table.schema().findColumnName(field.sourceId()));
                                            return field.transform().isIdentity()
                                                    ? column
                                                    : "the %s of %s".formatted(field.transform(), column);
                                        })
                                        .toList()));
    }

    private static List<String> row(NestedField column) {
        // Numbers of nested columns are Iceberg's affair.
        String type = column.type().toString().replaceAll("\\d+: ", "");
        return List.of(
                Markdown.literal(column.name()),
                type,
                column.isOptional() ? "yes" : "no",
                column.doc() == null ? "" : column.doc());
    }
}
