package io.drey.cli.docs;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Text of a page, as it grows. */
final class Markdown {

    private static final String MADE_BY =
            "<!-- Made by `bin/drey docs --out docs/reference` of the code: change that, and run it again. -->";

    private final StringBuilder text = new StringBuilder();

    /** A page with its title and what it is of. */
    Markdown(String title, String about) {
        text.append(MADE_BY).append("\n\n# ").append(title).append("\n\n");
        paragraph(about);
    }

    Markdown heading(String words) {
        text.append("## ").append(words).append("\n\n");
        return this;
    }

    Markdown paragraph(String words) {
        text.append(words).append("\n\n");
        return this;
    }

    /** Lines as they are. */
    Markdown code(String lines) {
        text.append("```\n").append(lines.stripTrailing()).append("\n```\n\n");
        return this;
    }

    /** A table, its cells in Markdown. */
    Markdown table(List<String> heads, List<List<String>> rows) {
        row(heads);
        row(heads.stream().map(head -> "---").toList());
        rows.forEach(this::row);
        text.append('\n');
        return this;
    }

    private void row(List<String> cells) {
        text.append(cells.stream()
                        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
                        .collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
    }

    /** What is to be read letter by letter; nothing of nothing. */
    static String literal(String value) {
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    /** Several of these. */
    static String literals(String... values) {
        return Arrays.stream(values).map(Markdown::literal).collect(Collectors.joining(", "));
    }

    String text() {
        return text.toString().stripTrailing() + "\n";
    }
}
