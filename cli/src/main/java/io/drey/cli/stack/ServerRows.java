package io.drey.cli.stack;

import io.drey.query.rows.Rows;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The servers of a local stack as commands list them. */
final class ServerRows {

    private ServerRows() {}

    static Rows of(LocalStack stack) {
        List<List<Object>> rows = new ArrayList<>();
        for (ServerStatus status : stack.status()) {
            rows.add(List.of(
                    status.server().name().toLowerCase(Locale.ROOT),
                    status.healthy() ? "healthy" : "down",
                    status.url(),
                    status.detail()));
        }
        return new Rows(List.of("server", "state", "url", "detail"), rows);
    }
}
