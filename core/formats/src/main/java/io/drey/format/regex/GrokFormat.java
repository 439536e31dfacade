package io.drey.format.regex;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.expression.GroupNames;

/** Lines by a grok pattern of the user. */
@AutoService(LineFormat.class)
public final class GrokFormat implements LineFormat {

    private static final String DEFAULT = "^%{TIMESTAMP_ISO8601:timestamp} +%{LOGLEVEL:level} +%{GREEDYDATA:message}$";

    @Override
    public String name() {
        return "grok";
    }

    @Override
    public String description() {
        return "whatever the grok pattern behind the colon finds, as in"
                + " `grok:^%{TIMESTAMP_ISO8601:timestamp} %{IP:source.ip} took %{INT:took}$`; without one time, level and message";
    }

    @Override
    public String example() {
        return "2024-05-01 10:00:00,500 WARN disk almost full";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        String pattern = options.argument().isBlank() ? DEFAULT : options.argument();
        return new PatternLineParser(GroupNames.of(GrokLibrary.expanded(pattern)), options);
    }

    @Override
    public boolean takesArgument() {
        return true;
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
