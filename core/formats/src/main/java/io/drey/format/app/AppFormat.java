package io.drey.format.app;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Lines of applications: time, level, logger and message. */
@AutoService(LineFormat.class)
public final class AppFormat implements LineFormat {

    @Override
    public String name() {
        return "app";
    }

    @Override
    public String description() {
        return "lines of applications as log4j, Logback, Spring Boot and Python write them: time, level, thread, logger, message";
    }

    @Override
    public String example() {
        return "2024-05-01 10:00:00,123 INFO  [main] com.acme.Shop - started in 2 s";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new AppParser(options);
    }
}
