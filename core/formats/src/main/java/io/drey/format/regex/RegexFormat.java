package io.drey.format.regex;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.expression.GroupNames;

/** Lines by a regular expression of the user. */
@AutoService(LineFormat.class)
public final class RegexFormat implements LineFormat {

    private static final String DEFAULT = "^(?<timestamp>\\S+) (?<level>[A-Za-z]+) (?<message>.*)$";

    @Override
    public String name() {
        return "regex";
    }

    @Override
    public String description() {
        return "whatever the regular expression (RE2) behind the colon finds, its named groups as fields, as in"
                + " `regex:^(?<timestamp>\\S+) (?<source.ip>\\S+) took (?<took>\\d+)$`; without one time, level and message";
    }

    @Override
    public String example() {
        return "2024-05-01T10:00:00.5Z WARN disk almost full";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        String expression = options.argument().isBlank() ? DEFAULT : options.argument();
        return new PatternLineParser(GroupNames.of(expression), options);
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
