package io.drey.operations.lake;

import io.drey.event.Topics;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where else a subject may be, and what becomes of it there. */
public final class OtherStores {

    private OtherStores() {}

    public static Map<String, String> of(String tenant) {
        Map<String, String> stores = new LinkedHashMap<>();
        stores.put(
                "topics raw.%s.*, %s, %s, %s"
                        .formatted(tenant, Topics.events(tenant), Topics.alerts(tenant), Topics.deadLetters(tenant)),
                "until their retention ends: see drey get tenants; then run this again, as a replay lands lines anew");
        stores.put("savepoints and checkpoints", "projections of half-matched events: delete old savepoints");
        stores.put("archive exports and files of restored lines", "not touched: delete them where they were written");
        stores.put("targets of delivery (databases, webhooks, forwarding, mail)", "not touched: erase there");
        stores.put("lake table metrics", "not touched: it names addresses and agents, where metrics-lake is on");
        stores.put(
                "reports and their manifests", "evidence, left alone: their snapshots are superseded by the erasure");
        return stores;
    }
}
