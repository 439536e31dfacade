package io.drey.operations.dashboards;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A panel of a dashboard: what it shows, and how wide it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Panel.Metric.class, name = "metric"),
    @JsonSubTypes.Type(value = Panel.Pie.class, name = "pie"),
    @JsonSubTypes.Type(value = Panel.Table.class, name = "table"),
    @JsonSubTypes.Type(value = Panel.Ranking.class, name = "ranking"),
    @JsonSubTypes.Type(value = Panel.WorldMap.class, name = "map"),
    @JsonSubTypes.Type(value = Panel.Documents.class, name = "documents"),
    @JsonSubTypes.Type(value = Panel.Controls.class, name = "controls"),
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

    /** The id of the pack's index pattern that is read; null for the pack's first. */
    default String indices() {
        return null;
    }

    /**
     * One number.
     *
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up; null to count documents
     * @param label what stands below the number
     * @param indices the id of the pack's index pattern that is read; null for the pack's first
     */
    record Metric(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            String sum,
            @JsonProperty(required = true) String label,
            String indices)
            implements Panel {}

    /**
     * Shares of a whole: the largest ones, and the rest as one.
     *
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up; null to count documents
     * @param by the field that makes the parts
     * @param top how many parts have names
     * @param indices the id of the pack's index pattern that is read; null for the pack's first
     */
    record Pie(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            String sum,
            @JsonProperty(required = true) String by,
            @JsonProperty(required = true) int top,
            String indices)
            implements Panel {}

    /**
     * The largest parts, one a line.
     *
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up; null to count documents
     * @param percentiles the field whose percentiles are shown beside the number of documents, slowest first; or null
     * @param by the field that makes the parts
     * @param byLabel the heading above the parts
     * @param top how many lines
     * @param indices the id of the pack's index pattern that is read; null for the pack's first
     */
    record Table(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            String sum,
            String percentiles,
            @JsonProperty(required = true) String by,
            @JsonProperty(value = "by-label", required = true) String byLabel,
            @JsonProperty(required = true) int top,
            String indices)
            implements Panel {}

    /**
     * Stacked bars along the time.
     *
     * @param query the documents that count, as a Lucene query
     * @param sum the field that is added up; null to count documents
     * @param by the field that makes the parts of a bar
     * @param top how many parts
     * @param colours what the parts' colours say; null for none
     * @param indices the id of the pack's index pattern that is read; null for the pack's first
     */
    record BarsOverTime(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            String sum,
            @JsonProperty(required = true) String by,
            @JsonProperty(required = true) int top,
            Colours colours,
            String indices)
            implements Panel {}

    /** What colours say. */
    enum Colours {
        /** The family of a status code. */
        @JsonProperty("status")
        STATUS
    }

    /**
     * The most frequent values of a list of metrics, with their shares of the whole, the error of each count and what is not
     * shown: see {@link RankingSpec}. A click on a row filters by the field that lines have the value in, too.
     *
     * @param list the {@code attribute_type}
     * @param field the field of the values, in metrics and in lines
     * @param top how many rows
     * @param colours what the rows' colours say; null for nothing
     */
    record Ranking(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String list,
            @JsonProperty(required = true) String field,
            @JsonProperty(required = true) int top,
            Colours colours)
            implements Panel {}

    /**
     * The countries that requests come from, on a map of the world, and their cities where these are known: see {@link MapSpec}. A click
     * on a country filters by it.
     *
     * @param countries the {@code attribute_type} of the list of countries
     * @param places the {@code attribute_type} of the list of places
     */
    record WorldMap(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String countries,
            @JsonProperty(required = true) String places)
            implements Panel {}

    /**
     * Documents, latest first: a saved search, which Discover opens, too.
     *
     * @param query the documents, as a Lucene query
     * @param columns the fields shown of each
     */
    record Documents(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) String query,
            @JsonProperty(required = true) List<String> columns,
            String indices)
            implements Panel {}

    /**
     * What is chosen of fields, for all panels.
     *
     * @param fields the fields to choose from
     */
    record Controls(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty(required = true) List<Control> fields)
            implements Panel {}

    /**
     * A field to choose from.
     *
     * @param field its name
     * @param label what people see
     */
    record Control(@JsonProperty(required = true) String field, @JsonProperty(required = true) String label) {}

    /**
     * Lines along the time, each with its own documents and axis.
     *
     * @param stepSeconds how long a step of the lines is at least, in seconds: not less than the windows that are read, else
     *     there are steps without any; null for 60
     * @param note how exact the lines are, for pages that have no text beside them; null where they count all
     * @param indices the id of the pack's index pattern that is read; null for the pack's first
     */
    record Series(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) int width,
            @JsonProperty("step-seconds") Integer stepSeconds,
            String note,
            @JsonProperty(required = true) List<Line> series,
            String indices)
            implements Panel {}

    /**
     * One line.
     *
     * @param label its name
     * @param query the documents that count, as a Lucene query
     * @param rate the field that is added up, for a second each; null where another is given
     * @param max the field whose highest value is shown; null where another is given
     * @param plus the field whose highest value is added to that of {@code max}, such as its error; or null
     * @param percentile the field of which a percentile is shown; null where another is given
     * @param percent which percentile, such as 95; null where none is shown
     * @param ago how much earlier the documents are than the time that they are drawn at; null for not
     * @param format {@code number}, {@code bytes}, or a duration: unit, shown unit and digits, such as {@code us,ms,1}
     * @param axis the side its axis stands on
     */
    record Line(
            @JsonProperty(required = true) String label,
            @JsonProperty(required = true) String query,
            String rate,
            String max,
            String plus,
            String percentile,
            Double percent,
            Ago ago,
            @JsonProperty(required = true) String format,
            @JsonProperty(required = true) Axis axis) {

        public Line {
            long given =
                    Stream.of(rate, max, percentile).filter(Objects::nonNull).count();
            if (given != 1 || (percentile == null) != (percent == null)) {
                throw new IllegalArgumentException(
                        "the line %s: give one of rate, max, and percentile with percent".formatted(label));
            }
            if (plus != null && max == null) {
                throw new IllegalArgumentException("the line %s: plus is added to max, so give that".formatted(label));
            }
        }
    }

    /** How much earlier something was, in whole days, so that it was at the same time of the day. */
    enum Ago {
        @JsonProperty("1d")
        DAY("1d", Duration.ofDays(1)),
        @JsonProperty("1w")
        WEEK("1w", Duration.ofDays(7));

        private final String word;
        private final Duration length;

        Ago(String word, Duration length) {
            this.word = word;
            this.length = length;
        }

        /** As Dashboards calls it. */
        String word() {
            return word;
        }

        Duration length() {
            return length;
        }
    }

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
