package io.drey.cli.dashboards;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A panel of a dashboard: what it shows, and how wide it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Panel.Metric.class, name = "metric"),
    @JsonSubTypes.Type(value = Panel.Pie.class, name = "pie"),
    @JsonSubTypes.Type(value = Panel.Table.class, name = "table"),
    @JsonSubTypes.Type(value = Panel.BarsOverTime.class, name = "bars-over-time"),
    @JsonSubTypes.Type(value = Panel.Series.class, name = "series"),
    @JsonSubTypes.Type(value = Panel.Vega.class, name = "vega"),
    @JsonSubTypes.Type(value = Panel.Markdown.class, name = "markdown")
})
sealed interface Panel {

    /** In kebab case, once in a pack. */
    String id();

    String title();

    /** In columns of the grid. */
    int width();

    /**
     * One number.
     *
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up
     * @param label what stands below the number
     */
    record Metric(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            @JsonProperty(required = true) String sum,
            @JsonProperty(required = true) String label)
            implements Panel {}

    /**
     * Shares of a whole: the largest ones, and the rest as one.
     *
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up
     * @param by the field that makes the parts
     * @param top how many parts have names
     */
    record Pie(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            @JsonProperty(required = true) String sum,
            @JsonProperty(required = true) String by,
            @JsonProperty(required = true) int top)
            implements Panel {}

    /**
     * The largest parts, one a line.
     *
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up
     * @param by the field that makes the parts
     * @param byLabel the heading above the parts
     * @param top how many lines
     */
    record Table(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            @JsonProperty(required = true) String sum,
            @JsonProperty(required = true) String by,
            @JsonProperty(value = "by-label", required = true) String byLabel,
            @JsonProperty(required = true) int top)
            implements Panel {}

    /**
     * Stacked bars along the time.
     *
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up
     * @param by the field that makes the parts of a bar
     * @param top how many parts
     */
    record BarsOverTime(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            @JsonProperty(required = true) String sum,
            @JsonProperty(required = true) String by,
            @JsonProperty(required = true) int top)
            implements Panel {}

    /** Lines along the time, each with its own documents and axis. */
    record Series(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) List<Line> series)
            implements Panel {}

    /**
     * One line.
     *
     * @param label its name
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up
     * @param format {@code number} or {@code bytes}
     * @param axis the side its axis stands on
     */
    record Line(
            @JsonProperty(required = true) String label,
            @JsonProperty(required = true) String query,
            @JsonProperty(required = true) String sum,
            @JsonProperty(required = true) String format,
            @JsonProperty(required = true) Axis axis) {}

    /** The side an axis stands on. */
    enum Axis {
        @JsonProperty("left")
        LEFT,
        @JsonProperty("right")
        RIGHT
    }

    /**
     * A drawing in Vega-Lite, with its own query.
     *
     * @param spec the specification, as Dashboards extends it: {@code data.url} is a query
     */
    record Vega(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) JsonNode spec)
            implements Panel {

        public Vega {
            requireNonNull(spec, "spec is null");
        }
    }

    /**
     * Text.
     *
     * @param text in Markdown
     */
    record Markdown(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String text)
            implements Panel {}
}
