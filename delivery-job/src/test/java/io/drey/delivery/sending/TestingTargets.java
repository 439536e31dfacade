package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.DocumentText;
import io.drey.configuration.TargetDocument;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One target or none, which may change. */
public final class TestingTargets implements Targets {

    final AtomicInteger lookUps = new AtomicInteger();

    private volatile TargetDocument target;

    /** A target of the tenant acme by the name of soc, as a document says it. */
    public static TargetDocument target(String yaml) {
        return target("soc", yaml);
    }

    /** A target of the tenant acme, as a document says it. */
    public static TargetDocument target(String name, String yaml) {
        DocumentText text = DocumentText.read(
                "target.yaml",
                "kind: Target\ntenant: acme\nname: %s\n%s\n"
                        .formatted(name, yaml)
                        .getBytes(UTF_8),
                Optional.empty());
        if (!text.problems().isEmpty()) {
            throw new IllegalArgumentException(text.problems().toString());
        }
        return TargetDocument.of(text.documents().get(0).document());
    }

    public void set(String yaml) {
        target = target(yaml);
    }

    @Override
    public void open() {}

    @Override
    public List<TargetDocument> of(String tenant) {
        lookUps.incrementAndGet();
        return target == null || !target.tenant().equals(tenant) ? List.of() : List.of(target);
    }

    @Override
    public void close() {}
}
