package io.drey.format.container;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Lines of containers, as Docker's driver json-file writes them. */
@AutoService(LineFormat.class)
public final class DockerFormat implements LineFormat {

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public String description() {
        return "lines of containers as Docker's driver json-file writes them";
    }

    @Override
    public String example() {
        return "{\"log\":\"started\\n\",\"stream\":\"stdout\",\"time\":\"2024-05-01T10:00:00.123456789Z\"}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new DockerParser(options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
