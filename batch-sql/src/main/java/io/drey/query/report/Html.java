package io.drey.query.report;

import io.drey.query.rows.Cell;

/** Text as it may stand in HTML and SVG, in elements and in quoted attributes. */
public final class Html {

    private Html() {}

    /** Escapes what has a meaning in HTML, and shows characters that would act instead of being seen. */
    public static String escape(Object value) {
        String text = Cell.printable(value);
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
