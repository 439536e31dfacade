package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.MetricDocument;
import io.drey.event.Field;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The metrics that come with Drey as documents, {@code metrics/*.yaml}: they hold for every dataset that has their field. Those
 * that are an {@link AttributeType} have no version: a change goes on with the counts and the ids that there are.
 */
public final class BuiltInMetrics {

    /** An event that has none of these is counted by none of them: it is no request, and no line of syslog. */
    public static final Set<Field> OF_ANY = Set.of(EventCounter.OF_ACCESS, Field.LOG_SYSLOG_SEVERITY_CODE);

    /** All of them. */
    public static final List<MetricDocument> ALL = Stream.of(
                    "status",
                    "user_agent",
                    "request",
                    "ip",
                    "bad_page_404",
                    "bad_caller_404",
                    "bad_caller_403",
                    "bad_caller_429",
                    "latency",
                    "balancer_latency",
                    "geo",
                    "geo_country",
                    "host_request",
                    "host_failure",
                    "syslog_host",
                    "syslog_error_host",
                    "syslog_program",
                    "syslog_severity")
            .map(BuiltInMetrics::read)
            .toList();

    /** How they are counted, in the same order. */
    public static final List<MetricPlan> PLANS =
            ALL.stream().map(MetricPlan::builtIn).toList();

    private BuiltInMetrics() {}

    /** That whose counts are kept under a type. */
    static MetricPlan plan(AttributeType type) {
        return PLANS.stream()
                .filter(plan -> plan.type() == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is no metric that comes along".formatted(type)));
    }

    private static MetricDocument read(String name) {
        try (InputStream file = BuiltInMetrics.class.getResourceAsStream("/metrics/%s.yaml".formatted(name))) {
            return MetricDocument.builtIn(name, new String(file.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own metric %s cannot be read".formatted(name), e);
        }
    }
}
