package io.drey.format;

import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.event.render.EcsJson;
import java.io.IOException;
import java.io.OutputStream;

/** A line of JSON for each event and each dead letter. */
final class JsonReport implements LineReport {

    private final EcsJson json = new EcsJson();
    private final String name;
    private final OutputStream out;

    /** @param name names the input */
    JsonReport(String name, OutputStream out) {
        this.name = name;
        this.out = out;
    }

    @Override
    public void event(LogEvent event, long line) throws IOException {
        json.write(event, out);
    }

    @Override
    public void joined(long line) {
        // It stands in the event.
    }

    @Override
    public void dropped(String reason, long line) throws IOException {
        json.writeDropped(reason, name, line, out);
    }

    @Override
    public void deadLetter(Rejection rejection, long line, byte[] bytes, int from, int to) throws IOException {
        json.writeDeadLetter(rejection, name, line, bytes, from, to, out);
    }

    @Override
    public void beginDeadLetter(Rejection rejection, long line) throws IOException {
        json.beginDeadLetter(rejection, name, line, out);
    }

    @Override
    public void piece(byte[] base64) throws IOException {
        out.write(base64);
    }

    @Override
    public void endDeadLetter() throws IOException {
        json.endDeadLetter(out);
    }
}
