package io.drey.cli.docs;

import io.drey.event.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The fields of events. */
final class FieldsPage {

    private FieldsPage() {}

    static ReferencePage page() {
        Markdown page = new Markdown(
                "Fields",
                """
                The fixed fields of events. A field has the same name in JSON, in OpenSearch and in filters; its column in the lake and in SQL \
                has underscores. What else a line says is in open fields, by full dotted name; see \
                [event-model](../../core/event-model/README.md).

                A derived field is stored only where it is not what it is derived from. [Tables](tables.md) has the columns.""");
        page.table(
                List.of("field", "column", "type", "personal", "derived from", "what it holds"),
                Arrays.stream(Field.values()).map(FieldsPage::row).toList());
        return new ReferencePage("fields.md", page.text());
    }

    private static List<String> row(Field field) {
        return List.of(
                Markdown.literal(field.ecsName()),
                Markdown.literal(field.columnName()),
                field.type().name().toLowerCase(Locale.ROOT),
                field.isPersonal() ? "yes" : "no",
                field.derivation()
                        .map(derivation -> Markdown.literal(derivation.text(Field::ecsName)))
                        .orElse(""),
                field.description());
    }
}
