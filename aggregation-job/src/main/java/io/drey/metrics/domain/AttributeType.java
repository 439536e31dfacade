package io.drey.metrics.domain;

import java.util.Arrays;
import java.util.Locale;

/**
 * What counts are kept under that have no version, in state and between operators. All but {@link #TOTAL} are of metrics that
 * come along as documents, and were code in earlier versions: what such a version counted goes on under the same key.
 */
public enum AttributeType {
    STATUS,
    IP,
    REQUEST,
    USER_AGENT,
    /** Requests and bytes in all: values, no list. */
    TOTAL,
    BAD_PAGE_404,
    BAD_CALLER_404,
    BAD_CALLER_403,
    BAD_CALLER_429,
    /** None of these: what a {@link MetricPlan} says under a key of its own, which ends with its definition. */
    OF_DOCUMENT;

    /** That of a metric that comes along as a document. */
    static AttributeType ofBuiltIn(String name) {
        return Arrays.stream(values())
                .filter(type -> type.documentName().equals(name))
                .findFirst()
                .orElse(OF_DOCUMENT);
    }

    /** The {@code attribute_type} in documents. */
    String documentName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
