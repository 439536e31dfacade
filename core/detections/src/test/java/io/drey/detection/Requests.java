package io.drey.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Requests of one caller, one after the other. */
final class Requests {

    static final long MIDNIGHT = 1_767_225_600_000L;

    private final List<AccessEvent> events = new ArrayList<>();

    /** Adds a request, so many seconds from midnight. */
    Requests at(double seconds, int status, String path) {
        int offset = events.size();
        events.add(new AccessEvent(
                "acme",
                "access",
                "1.2.3.4",
                MIDNIGHT + Math.round(seconds * 1000),
                "topic",
                0,
                offset,
                0,
                status,
                path,
                "line %d".formatted(offset).getBytes(UTF_8)));
        return this;
    }

    Requests at(double seconds, int status) {
        return at(seconds, status, "/login");
    }

    List<AccessEvent> inOrder() {
        return events.stream().sorted().toList();
    }
}
