package io.drey.metrics.domain;

import java.util.Arrays;

/**
 * What a metric counts by, and what its counts are kept under, in state and between operators. Those that earlier versions
 * had as code keep it now that they are documents, so that what such a version counted goes on.
 */
public enum AttributeType {
    /** Requests by status code: all codes, up to a number no server reaches. */
    STATUS("status", "http.response.status_code", 32),
    /** The callers' addresses. */
    IP("ip", "source.ip", 10),
    /** Pages and interfaces, by {@link RequestNormaliser}. */
    REQUEST("request", "url.path", 10),
    /** User agents, by {@link UserAgentNames}. */
    USER_AGENT("user_agent", "user_agent.name", 10),
    /** Requests and bytes in all: values, no list. */
    TOTAL("total", "", 0),
    /** Pages that were not found (404) or are gone (410). */
    BAD_PAGE_404("bad_page_404", "url.path", 10),
    /** Who asked for them. */
    BAD_CALLER_404("bad_caller_404", "source.ip", 10),
    /** Who was not allowed (401, 403). */
    BAD_CALLER_403("bad_caller_403", "source.ip", 10),
    /** Who was throttled (429). */
    BAD_CALLER_429("bad_caller_429", "source.ip", 10),
    /** What a {@link MetricPlan} says: each has a name and a list of its own. */
    OF_DOCUMENT("", "", 0);

    private final String documentName;
    private final String field;
    private final int listLength;

    AttributeType(String documentName, String field, int listLength) {
        this.documentName = documentName;
        this.field = field;
        this.listLength = listLength;
    }

    /** That of a metric that comes along as a document. */
    static AttributeType ofBuiltIn(String name) {
        return Arrays.stream(values())
                .filter(type -> type.documentName.equals(name))
                .findFirst()
                .orElse(OF_DOCUMENT);
    }

    /** The {@code attribute_type} in documents. */
    public String documentName() {
        return documentName;
    }

    /** The event's field that is counted by, by its full name; empty where there is none. */
    public String field() {
        return field;
    }

    /** How many values are listed, at most. */
    public int listLength() {
        return listLength;
    }
}
