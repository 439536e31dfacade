package io.drey.format.json;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** One JSON value a line. */
@AutoService(LineFormat.class)
public final class JsonFormat implements LineFormat {

    @Override
    public String name() {
        return "json";
    }

    @Override
    public String description() {
        return "one JSON value a line";
    }

    @Override
    public String example() {
        return "{\"@timestamp\":\"2024-05-01T10:00:00Z\",\"log.level\":\"warn\",\"message\":\"slow\"}";
    }

    @Override
    public boolean choosesTime() {
        return true;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new JsonLineParser(options);
    }
}
