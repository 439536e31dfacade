package io.drey.operations.restart.domain;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/** A topic's partition. */
public record Partition(String topic, int number) implements Comparable<Partition> {

    private static final Comparator<Partition> ORDER =
            Comparator.comparing(Partition::topic).thenComparingInt(Partition::number);

    public Partition {
        requireNonNull(topic, "topic is null");
    }

    @Override
    public int compareTo(Partition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s[%d]".formatted(topic, number);
    }
}
