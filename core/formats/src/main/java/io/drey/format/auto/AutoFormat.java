package io.drey.format.auto;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Lines of whatever format, told by each line itself. */
@AutoService(LineFormat.class)
public final class AutoFormat implements LineFormat {

    @Override
    public String name() {
        return "auto";
    }

    @Override
    public String description() {
        return "those of several formats, each told by itself; `labels.drey.format` says which it was taken for";
    }

    @Override
    public String example() {
        return "192.0.2.4 - ann [01/May/2024:10:00:00 +0200] \"GET /a?b=c HTTP/1.1\" 200 512 \"https://shop.example/\" \"curl/8\"";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new AutoParser(options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }

    @Override
    public boolean mayLackYear() {
        return true;
    }
}
