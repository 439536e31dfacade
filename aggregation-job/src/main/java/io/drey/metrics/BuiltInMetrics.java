package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.MetricDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** The metrics that come with Drey as documents, {@code metrics/*.yaml}: they hold for every dataset that has their field. */
final class BuiltInMetrics {

    /** All of them. */
    static final List<MetricDocument> ALL = Stream.of("latency", "balancer_latency", "geo", "geo_country")
            .map(BuiltInMetrics::read)
            .toList();

    private BuiltInMetrics() {}

    private static MetricDocument read(String name) {
        try (InputStream file = BuiltInMetrics.class.getResourceAsStream("/metrics/%s.yaml".formatted(name))) {
            return MetricDocument.builtIn(name, new String(file.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own metric %s cannot be read".formatted(name), e);
        }
    }
}
