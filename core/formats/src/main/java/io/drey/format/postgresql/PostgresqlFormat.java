package io.drey.format.postgresql;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Logs of PostgreSQL. */
@AutoService(LineFormat.class)
public final class PostgresqlFormat implements LineFormat {

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String description() {
        return "logs of PostgreSQL with log_line_prefix `%m [%p] `, also with user and database behind it";
    }

    @Override
    public String example() {
        return "2024-05-01 10:00:00.123 UTC [1234] ann@shop LOG:  duration: 12.345 ms  statement: SELECT 1";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new PostgresqlParser(options);
    }
}
