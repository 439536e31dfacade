package io.drey.format;

import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Takes events of lines of which each is one. */
public final class TakenEvents implements LinePipeline.Output {

    public final List<LogEvent> events = new ArrayList<>();

    @Override
    public void event(EventBuilder event) {
        events.add(event);
    }

    @Override
    public void dropped(LogEvent at, String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
        throw new AssertionError(rejection);
    }
}
