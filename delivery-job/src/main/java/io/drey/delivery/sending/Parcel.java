package io.drey.delivery.sending;

import static java.util.Objects.requireNonNull;

import io.drey.job.delivery.Receipt;

/**
 * An event or alert on its way to one target.
 *
 * @param target the target's tenant and name
 * @param id the event's or alert's id: what comes twice has the same
 * @param body as the target takes it
 * @param batch the most that go in one request
 * @param receipt what the ledger is told once it is delivered
 */
public record Parcel(String target, String id, byte[] body, int batch, Receipt receipt) {

    public Parcel {
        requireNonNull(target, "target is null");
        requireNonNull(id, "id is null");
        requireNonNull(body, "body is null");
        requireNonNull(receipt, "receipt is null");
    }
}
