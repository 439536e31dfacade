package io.drey.format.keyvalue;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Lines of {@code key=value}, as programs in Go write them. */
@AutoService(LineFormat.class)
public final class LogfmtFormat implements LineFormat {

    @Override
    public String name() {
        return "logfmt";
    }

    @Override
    public String description() {
        return "logfmt, `key=value` and `key=\"a text\"` with spaces between, as many programs in Go write it";
    }

    @Override
    public String example() {
        return "ts=2024-05-01T10:00:00Z level=warn msg=\"slow query\" dur=1.2s user=ann empty=";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new LogfmtParser(options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
