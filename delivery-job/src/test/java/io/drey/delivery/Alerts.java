package io.drey.delivery;

import io.drey.event.Alert;
import io.drey.event.Evidence;
import java.time.Instant;

/** Alerts for tests. */
final class Alerts {

    static final long COMPLETED = Instant.parse("2026-01-31T23:59:59.500Z").toEpochMilli();

    private Alerts() {}

    static Alert of(String id, String groupKey) {
        return new Alert(
                id,
                "acme",
                "access",
                "brute-force-login",
                3,
                "Failed logins followed by a success",
                "high",
                groupKey,
                COMPLETED - 41_000,
                COMPLETED,
                COMPLETED + 5_100,
                "5 failed logins by \"%s\"".formatted(groupKey),
                6,
                new Evidence[] {
                    new Evidence("t.0.1.0", COMPLETED - 41_000, new byte[] {'a', '"', '\n'}),
                    new Evidence("t.0.2.0", COMPLETED, new byte[] {(byte) 0xFF, 0})
                });
    }
}
