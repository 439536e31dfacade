package io.drey.metrics.domain;

/** What a metric counts by. */
public enum AttributeType {
    /** Requests by status code: all codes, up to a number no server reaches. */
    STATUS("status", 32),
    /** The callers' addresses. */
    IP("ip", 10),
    /** Pages and interfaces, by {@link RequestNormaliser}. */
    REQUEST("request", 10),
    /** User agents, by {@link UserAgentNames}. */
    USER_AGENT("user_agent", 10),
    /** Requests and bytes in all: values, no list. */
    TOTAL("total", 0),
    /** Pages that were not found (404) or are gone (410). */
    BAD_PAGE_404("bad_page_404", 10),
    /** Who asked for them. */
    BAD_CALLER_404("bad_caller_404", 10),
    /** Who was not allowed (401, 403). */
    BAD_CALLER_403("bad_caller_403", 10),
    /** Who was throttled (429). */
    BAD_CALLER_429("bad_caller_429", 10);

    private final String documentName;
    private final int listLength;

    AttributeType(String documentName, int listLength) {
        this.documentName = documentName;
        this.listLength = listLength;
    }

    /** The {@code attribute_type} in documents. */
    public String documentName() {
        return documentName;
    }

    /** How many values are listed, at most. */
    public int listLength() {
        return listLength;
    }
}
