package io.drey.cli.documents;

import io.drey.cli.console.Console;
import io.drey.configuration.Document;
import io.drey.event.Printable;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.DocumentChange;
import io.drey.operations.control.TopicChange;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what was or would be done. */
final class ChangeView {

    /** How much of it. */
    enum Detail {
        OUTCOMES,
        DIFFERENCES
    }

    private ChangeView() {}

    static void show(
            ControlPlane.Prepared prepared,
            Map<String, Long> versions,
            Detail detail,
            OutputFormat format,
            Console console) {
        if (detail == Detail.DIFFERENCES && format == OutputFormat.TABLE) {
            printDifferences(prepared, console);
        } else {
            rows(prepared, versions).print(format, console.out());
        }
        prepared.topics().changes().forEach(change -> change.notes()
                .forEach(note -> console.tell("topic %s %s".formatted(change.topic(), note))));
        console.out().flush();
    }

    private static Rows rows(ControlPlane.Prepared prepared, Map<String, Long> versions) {
        List<List<Object>> rows = new ArrayList<>();
        for (DocumentChange change : prepared.documents().changes()) {
            Document document = change.document();
            Long version = change.outcome() == DocumentChange.Outcome.UNCHANGED ? null : versions.get(document.topic());
            rows.add(row(
                    document.kind().singular(),
                    document.toString().substring(document.toString().indexOf(' ') + 1),
                    word(change.outcome()),
                    version,
                    change.differences()));
        }
        for (TopicChange change : prepared.topics().changes()) {
            rows.add(row("topic", change.topic(), word(change.outcome()), null, change.differences()));
        }
        return new Rows(List.of("kind", "name", "outcome", "version", "differences"), rows);
    }

    private static List<Object> row(String kind, String name, String outcome, Long version, List<String> differences) {
        List<Object> row = new ArrayList<>(List.of(kind, name, outcome));
        row.add(version);
        row.add(outcome.equals("changed") ? String.join(", ", differences) : "");
        return row;
    }

    private static void printDifferences(ControlPlane.Prepared prepared, Console console) {
        for (DocumentChange change : prepared.documents().changes()) {
            print(sign(change.outcome()), change.document().toString(), change.differences(), console);
        }
        for (TopicChange change : prepared.topics().changes()) {
            String sign =
                    switch (change.outcome()) {
                        case CREATED -> "+";
                        case CHANGED -> "~";
                        case UNCHANGED -> "";
                    };
            print(sign, "topic " + change.topic(), change.differences(), console);
        }
        if (prepared.isDone()) {
            console.tell("nothing differs");
        }
    }

    private static void print(String sign, String what, List<String> differences, Console console) {
        if (!sign.isEmpty()) {
            console.out().println(sign + " " + Printable.ofWhole(what));
            differences.forEach(difference -> console.out().println("    " + Printable.ofWhole(difference)));
        }
    }

    private static String sign(DocumentChange.Outcome outcome) {
        return switch (outcome) {
            case CREATED -> "+";
            case CHANGED -> "~";
            case DELETED -> "-";
            case UNCHANGED -> "";
        };
    }

    private static String word(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
