package io.drey.query.report;

import java.io.IOException;

/** What all pages have in common: their look, and how they begin and end. A page needs nothing else, and prints well. */
public final class HtmlPage {

    private static final String STYLE =
            """
            :root { color-scheme: light; }
            body { font: 14px/1.45 system-ui, sans-serif; color: #1b1f24; margin: 2rem auto; max-width: 1100px; padding: 0 1rem; }
            h1 { font-size: 1.6rem; margin: 0 0 .3rem; }
            h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
            p { margin: .3rem 0; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 1rem 0; }
            dt { color: #57606a; }
            dd { margin: 0; overflow-wrap: anywhere; }
            table { border-collapse: collapse; width: 100%; }
            thead { display: table-header-group; }
            th { text-align: left; border-bottom: 2px solid #1b1f24; padding: .3rem 1.1rem .3rem 0; vertical-align: bottom; }
            td { border-bottom: 1px solid #d0d7de; padding: .25rem 1.1rem .25rem 0; vertical-align: top; overflow-wrap: anywhere; }
            td.text { min-width: 4rem; }
            tr { break-inside: avoid; }
            .scroll { overflow-x: auto; }
            th.number, .number { text-align: right; font-variant-numeric: tabular-nums; }
            .time { white-space: nowrap; font-variant-numeric: tabular-nums; }
            .note { color: #57606a; }
            .warning { border-left: 4px solid #b35900; background: #fff6e6; padding: .6rem .8rem; margin: 1rem 0; }
            .clause { white-space: nowrap; font-weight: 600; }
            .wide { width: 38%; }
            ul { margin: 0; padding: 0; list-style: none; }
            a { color: #0b57a4; }
            pre { white-space: pre-wrap; background: #f6f8fa; padding: .8rem; font-size: 12px; }
            svg { width: 100%; min-width: 36rem; height: auto; }
            svg text { font: 13px system-ui, sans-serif; fill: #1b1f24; }
            svg .label { text-anchor: end; }
            svg .bar { fill: #2f6f9f; }
            @media print { body { margin: 0; max-width: none; font-size: 10pt; } h2 { break-after: avoid; } .scroll { overflow: visible; } }
            @page { margin: 15mm; }
            """;

    private HtmlPage() {}

    /** Writes all up to the first heading, which is the page's title. */
    public static void begin(String title, Appendable out) throws IOException {
        begin(title, "", out);
    }

    /** Likewise, with a look of its own over that of all pages. */
    public static void begin(String title, String style, Appendable out) throws IOException {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.append("<title>").append(Html.escape(title)).append("</title>\n");
        out.append("<style>\n").append(STYLE).append(style).append("</style>\n</head>\n<body>\n");
        out.append("<h1>").append(Html.escape(title)).append("</h1>\n");
    }

    /** Writes a name and its value, within a list of such. */
    public static void fact(String name, String value, Appendable out) throws IOException {
        out.append("<dt>").append(Html.escape(name)).append("</dt><dd>");
        out.append(Html.escape(value)).append("</dd>\n");
    }

    /** Writes the end of a page. */
    public static void end(Appendable out) throws IOException {
        out.append("</body>\n</html>\n");
    }
}
