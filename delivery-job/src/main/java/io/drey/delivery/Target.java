package io.drey.delivery;

/** Where alerts are delivered. */
enum Target {
    /** Index {@code alerts-<tenant>-<month>}: seconds after the alert. While it is away, alerts wait in their topic. */
    OPENSEARCH,
    /** Table {@code alerts}: with each checkpoint. */
    LAKE
}
