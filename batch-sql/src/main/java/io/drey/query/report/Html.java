package io.drey.query.report;

import io.drey.event.HtmlText;
import io.drey.query.rows.Cell;

/** Cells as they may stand in HTML and SVG, in elements and in quoted attributes. */
public final class Html {

    private Html() {}

    /** Escapes what has a meaning in HTML, and shows characters that would act instead of being seen. */
    public static String escape(Object value) {
        return HtmlText.of(Cell.printable(value));
    }
}
