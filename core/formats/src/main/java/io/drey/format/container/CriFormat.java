package io.drey.format.container;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Lines of containers, as runtimes of Kubernetes write them. */
@AutoService(LineFormat.class)
public final class CriFormat implements LineFormat {

    @Override
    public String name() {
        return "cri";
    }

    @Override
    public String description() {
        return "lines of containers as Kubernetes' runtimes write them (CRI)";
    }

    @Override
    public String example() {
        return "2024-05-01T10:00:00.123456789Z stdout F {\"level\":\"info\",\"msg\":\"started\"}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new CriParser();
    }
}
