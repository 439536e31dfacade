package io.drey.delivery;

import io.drey.event.Alert;
import io.drey.event.Evidence;
import java.time.Instant;

/** Alerts for tests. */
final class Alerts {

    static final long COMPLETED = Instant.parse("2026-01-31T23:59:59.500Z").toEpochMilli();

    private Alerts() {}

    /** As tests of more than one class on the same stack want it: an alert of another tenant. */
    static Alert ofTenant(String tenant, String id) {
        return of(tenant, id, "1.2.3.4", Instant.ofEpochMilli(COMPLETED));
    }

    static Alert of(String id, String groupKey) {
        return of(id, groupKey, Instant.ofEpochMilli(COMPLETED));
    }

    static Alert of(String id, String groupKey, Instant completed) {
        return of("acme", id, groupKey, completed);
    }

    /** An alert of a rule that is being tried. */
    static Alert staged(String tenant, String id) {
        return ofTenant(tenant, id).asStaged();
    }

    static Alert of(String tenant, String id, String groupKey, Instant completed) {
        return new Alert(
                id,
                tenant,
                "access",
                "brute-force-login",
                3,
                "Failed logins followed by a success",
                "high",
                groupKey,
                COMPLETED - 41_000,
                completed.toEpochMilli(),
                COMPLETED + 5_100,
                "5 failed logins by \"%s\"".formatted(groupKey),
                6,
                new Evidence[] {
                    new Evidence("t.0.1.0", COMPLETED - 41_000, new byte[] {'a', '"', '\n'}),
                    new Evidence("t.0.2.0", COMPLETED, new byte[] {(byte) 0xFF, 0})
                });
    }
}
