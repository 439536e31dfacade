package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.ActDocument;
import io.drey.configuration.AlertActs;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.job.datasets.ControlTopics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tenants' control topics tell of people's acts; one holds about a second after it was published. */
public final class ControlActs implements Acts {

    private final ControlTopics topics;

    private transient Map<String, AlertActs> byTenant;
    private transient int changes;

    public ControlActs(ControlTopics topics) {
        this.topics = requireNonNull(topics, "topics is null");
    }

    @Override
    public void open() {
        topics.open();
        read();
    }

    @Override
    public AlertActs of(String tenant) {
        if (topics.changes() != changes) {
            read();
        }
        return byTenant.getOrDefault(tenant, AlertActs.NONE);
    }

    private void read() {
        changes = topics.changes();
        Map<String, List<ActDocument>> acts = new HashMap<>();
        for (Document document : topics.all(DocumentKind.ACT)) {
            acts.computeIfAbsent(document.tenant(), tenant -> new ArrayList<>()).add(ActDocument.of(document));
        }
        byTenant = new HashMap<>();
        acts.forEach((tenant, all) -> byTenant.put(tenant, AlertActs.of(all)));
    }

    @Override
    public void close() {
        topics.close();
    }
}
