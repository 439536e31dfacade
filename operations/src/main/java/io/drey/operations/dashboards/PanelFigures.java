package io.drey.operations.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.query.report.TimeChart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks what the panels of a pack ask, for one tenant and a range. */
public final class PanelFigures {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TENANT = "data_stream.namespace";
    private static final String VALUE = "value";
    private static final String PLUS = "plus";

    /** How many countries a page lists, for want of a map. */
    private static final int COUNTRIES = 20;

    private final BiFunction<String, JsonNode, JsonNode> search;
    private final String tenant;
    private final SnapshotRange range;

    /** @param search answers a search of indices */
    public PanelFigures(BiFunction<String, JsonNode, JsonNode> search, String tenant, SnapshotRange range) {
        this.search = search;
        this.tenant = tenant;
        this.range = range;
    }

    /**
     * What the panels of a pack show. Left out are texts, choices, drawings of their own and documents, which may hold whole
     * lines; and what is parted by tenants, of which there is one.
     */
    public List<Figure> of(DashboardPack pack) {
        List<Figure> figures = new ArrayList<>();
        for (DashboardPack.Row row : pack.rows()) {
            for (Panel panel : row.panels()) {
                DashboardPack.IndexPattern indices = pack.indicesOf(panel);
                if (panel instanceof Panel.Metric metric) {
                    figures.add(total(pack, metric, indices));
                } else if (panel instanceof Panel.Pie pie && !pie.by().equals(TENANT)) {
                    figures.add(ranks(pack, pie.title(), pie.query(), pie.sum(), pie.by(), pie.top(), indices));
                } else if (panel instanceof Panel.Table table && !table.by().equals(TENANT)) {
                    figures.add(
                            table.percentiles() == null
                                    ? ranks(
                                            pack,
                                            table.title(),
                                            table.query(),
                                            table.sum(),
                                            table.by(),
                                            table.top(),
                                            indices)
                                    : slowest(pack, table, indices));
                } else if (panel instanceof Panel.Ranking ranking) {
                    figures.add(list(ranking.title(), ranking.list(), ranking.top(), indices));
                } else if (panel instanceof Panel.WorldMap map) {
                    figures.add(list(map.title(), map.countries(), COUNTRIES, indices));
                } else if (panel instanceof Panel.BarsOverTime bars
                        && !bars.by().equals(TENANT)) {
                    figures.add(bars(pack, bars, indices));
                } else if (panel instanceof Panel.Series series) {
                    figures.addAll(lines(pack, series, indices));
                }
            }
        }
        return figures;
    }

    private Figure total(DashboardPack pack, Panel.Metric panel, DashboardPack.IndexPattern indices) {
        ObjectNode body = body(pack, panel.query(), indices).put("track_total_hits", true);
        if (panel.sum() != null) {
            sum(body.putObject("aggs"), panel.sum());
        }
        JsonNode answer = ask(indices, body);
        return new Figure.Total(
                panel.title(),
                panel.label(),
                panel.sum() == null
                        ? answer.at("/hits/total/value").asLong()
                        : answer.at("/aggregations/value/value").asLong());
    }

    private Figure ranks(
            DashboardPack pack,
            String title,
            String query,
            String sum,
            String by,
            int top,
            DashboardPack.IndexPattern indices) {
        ObjectNode body = body(pack, query, indices);
        ObjectNode parts = terms(body, by, top, sum);
        if (sum != null) {
            sum(parts.putObject("aggs"), sum);
        }
        JsonNode answer = ask(indices, body);
        List<Figure.Part> rows = new ArrayList<>();
        for (JsonNode part : answer.at("/aggregations/parts/buckets")) {
            rows.add(new Figure.Part(name(part), number(part, sum)));
        }
        return new Figure.Ranks(title, rows, others(answer, "documents"));
    }

    private Figure slowest(DashboardPack pack, Panel.Table panel, DashboardPack.IndexPattern indices) {
        ObjectNode body = body(pack, panel.query(), indices);
        ObjectNode parts = body.putObject("aggs").putObject("parts");
        parts.putObject("terms")
                .put("field", panel.by())
                .put("size", panel.top())
                .putObject("order")
                .put("percentiles.95", "desc");
        ObjectNode percentiles =
                parts.putObject("aggs").putObject("percentiles").putObject("percentiles");
        percentiles.put("field", panel.percentiles());
        percentiles.putArray("percents").add(50).add(95).add(99);
        List<List<Object>> rows = new ArrayList<>();
        for (JsonNode part : ask(indices, body).at("/aggregations/parts/buckets")) {
            JsonNode values = part.at("/percentiles/values");
            rows.add(List.of(
                    name(part),
                    part.path("doc_count").asLong(),
                    Math.round(values.path("50.0").asDouble()),
                    Math.round(values.path("95.0").asDouble()),
                    Math.round(values.path("99.0").asDouble())));
        }
        String unit = panel.percentiles().endsWith(".us") ? ", µs" : "";
        return new Figure.Grid(
                panel.title(),
                List.of(panel.byLabel(), "number", "half of all" + unit, "95 of 100" + unit, "99 of 100" + unit),
                rows);
    }

    /** A list of metrics, of the windows that cover the range, with how exact it is: see {@link RankingSpec}. */
    private Figure list(String title, String type, int top, DashboardPack.IndexPattern indices) {
        ObjectNode body = (ObjectNode) resolved(RankingSpec.search(type, top, indices));
        ofTenant((ArrayNode) body.at("/query/bool/filter"));
        JsonNode list = ask(indices, body).at("/aggregations/list/buckets/0");
        long highest = list.at("/rest/highest/value").asLong();
        List<Figure.Part> rows = new ArrayList<>();
        long shown = 0;
        long more = 0;
        long last = 0;
        for (JsonNode row : list.at("/rows/buckets")) {
            last = row.at("/count/value").asLong();
            shown += last;
            more = Math.max(
                    more,
                    Math.max(0, highest - row.at("/highest/value").asLong())
                            + row.at("/error/value").asLong());
            rows.add(new Figure.Part(name(row), last));
        }
        if (rows.isEmpty()) {
            return new Figure.Ranks(title, rows, "");
        }
        long all = list.at("/count/value").asLong();
        long others = all - shown;
        String rest = others > 0
                ? String.format(Locale.ROOT, "All others: %,d (%.1f %%).", others, 100.0 * others / all)
                : "There are no others.";
        String bound = more == 0
                ? "Exact."
                : String.format(
                        Locale.ROOT,
                        "Added up of several windows: a count may be up to %,d higher, and a value that is not shown came %,d times"
                                + " at most.",
                        more,
                        highest + (rows.size() < top ? 0 : last));
        return new Figure.Ranks(title, rows, rest + " " + bound);
    }

    private Figure bars(DashboardPack pack, Panel.BarsOverTime panel, DashboardPack.IndexPattern indices) {
        ObjectNode body = body(pack, panel.query(), indices);
        ObjectNode parts = terms(body, panel.by(), panel.top(), panel.sum());
        ObjectNode aggs = parts.putObject("aggs");
        if (panel.sum() != null) {
            sum(aggs, panel.sum());
        }
        ObjectNode times = times(aggs, indices);
        if (panel.sum() != null) {
            sum(times.putObject("aggs"), panel.sum());
        }
        JsonNode answer = ask(indices, body);
        Map<String, JsonNode> byName = new TreeMap<>();
        answer.at("/aggregations/parts/buckets").forEach(part -> byName.put(name(part), part));
        TimeChart chart =
                chart(TimeChart.Kind.BARS, panel.colours() == Panel.Colours.STATUS ? StatusColours::of : name -> null);
        byName.forEach((name, part) -> {
            for (JsonNode time : part.at("/times/buckets")) {
                chart.add(name, range.at(time.path("key").asLong()), (double) number(time, panel.sum()));
            }
        });
        return new Figure.OverTime(panel.title(), chart, others(answer, "documents"));
    }

    /** A chart for each scale that the panel's lines have. */
    private List<Figure> lines(DashboardPack pack, Panel.Series panel, DashboardPack.IndexPattern indices) {
        Map<String, TimeChart> charts = new LinkedHashMap<>();
        for (Panel.Line line : panel.series()) {
            Scale scale = Scale.of(line.format());
            TimeChart chart = charts.computeIfAbsent(
                    panel.series().stream().map(Panel.Line::format).distinct().count() == 1
                            ? panel.title() + scale.words()
                            : panel.title() + ": " + line.label() + scale.words(),
                    unseen -> chart(TimeChart.Kind.LINES, name -> null));
            SnapshotRange asked =
                    line.ago() == null ? range : range.before(line.ago().length());
            for (JsonNode time : steps(pack, line, asked, indices)) {
                chart.add(line.label(), asked.at(time.path("key").asLong()), scale.of(value(time, line), line, range));
            }
        }
        List<Figure> figures = new ArrayList<>();
        boolean isMeasured = panel.series().stream().anyMatch(line -> line.rate() == null);
        String note = Stream.of(panel.note(), isMeasured ? "Zero where nothing was measured." : null)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        charts.forEach((title, chart) -> figures.add(new Figure.OverTime(title, chart, note)));
        return figures;
    }

    /** What a line has to draw of a time. */
    private JsonNode steps(
            DashboardPack pack, Panel.Line line, SnapshotRange asked, DashboardPack.IndexPattern indices) {
        ObjectNode body = body(pack, line.query(), indices, asked);
        ObjectNode measured = times(body.putObject("aggs"), indices).putObject("aggs");
        measure(measured.putObject(VALUE), line);
        if (line.plus() != null) {
            measured.putObject(PLUS).putObject("max").put("field", line.plus());
        }
        return ask(indices, body).at("/aggregations/times/buckets");
    }

    /**
     * What a number of a line is divided by to be read.
     *
     * @param words its unit, as a title ends with it
     */
    private record Scale(String words, double divisor) {

        static Scale of(String format) {
            if (format.equals("bytes")) {
                return new Scale(", kB", 1000);
            }
            String[] duration = format.split(",", -1);
            return duration.length == 3 && duration[0].equals("us") && duration[1].equals("ms")
                    ? new Scale(", ms", 1000)
                    : new Scale("", 1);
        }

        double of(double value, Panel.Line line, SnapshotRange range) {
            return (line.rate() == null ? value : value / range.step().toSeconds()) / divisor;
        }
    }

    private static void measure(ObjectNode value, Panel.Line line) {
        if (line.percentile() != null) {
            value.putObject("percentiles")
                    .put("field", line.percentile())
                    .putArray("percents")
                    .add(line.percent());
        } else {
            value.putObject(line.max() == null ? "sum" : "max")
                    .put("field", line.max() == null ? line.rate() : line.max());
        }
    }

    private static double value(JsonNode bucket, Panel.Line line) {
        JsonNode value = bucket.path(VALUE);
        return line.percentile() == null
                ? value.path(VALUE).asDouble() + bucket.path(PLUS).path(VALUE).asDouble()
                : value.path("values").path(Double.toString(line.percent())).asDouble();
    }

    private TimeChart chart(TimeChart.Kind kind, UnaryOperator<String> colours) {
        return new TimeChart(kind, range.from(), range.step(), range.steps(), colours);
    }

    private static ObjectNode terms(ObjectNode body, String by, int top, String sum) {
        ObjectNode parts = body.putObject("aggs").putObject("parts");
        parts.putObject("terms")
                .put("field", by)
                .put("size", top)
                .putObject("order")
                .put(sum == null ? "_count" : VALUE, "desc");
        return parts;
    }

    private ObjectNode times(ObjectNode aggs, DashboardPack.IndexPattern indices) {
        ObjectNode times = aggs.putObject("times");
        times.putObject("date_histogram")
                .put("field", indices.timeField())
                .put("fixed_interval", range.step().toSeconds() + "s")
                .put("min_doc_count", 1);
        return times;
    }

    private static void sum(ObjectNode aggs, String field) {
        aggs.putObject(VALUE).putObject("sum").put("field", field);
    }

    private static long number(JsonNode bucket, String sum) {
        return sum == null
                ? bucket.path("doc_count").asLong()
                : bucket.path(VALUE).path(VALUE).asLong();
    }

    private static String name(JsonNode bucket) {
        return bucket.path("key_as_string").asText(bucket.path("key").asText());
    }

    private static String others(JsonNode answer, String what) {
        long others = answer.at("/aggregations/parts/sum_other_doc_count").asLong();
        return others > 0
                ? String.format(Locale.ROOT, "The largest are shown; %,d more %s are not.", others, what)
                : "";
    }

    private ObjectNode body(DashboardPack pack, String own, DashboardPack.IndexPattern indices) {
        return body(pack, own, indices, range);
    }

    private ObjectNode body(DashboardPack pack, String own, DashboardPack.IndexPattern indices, SnapshotRange asked) {
        ObjectNode body = JSON.createObjectNode().put("size", 0);
        ArrayNode filter = body.putObject("query").putObject("bool").putArray("filter");
        for (String each : new String[] {pack.query(), own}) {
            if (!each.isEmpty()) {
                filter.add(query(each));
            }
        }
        filter.addObject()
                .putObject("range")
                .putObject(indices.timeField())
                .put("gte", asked.from().toEpochMilli())
                .put("lt", asked.to().toEpochMilli())
                .put("format", "epoch_millis");
        if (!isOfRefused(indices)) {
            ofTenant(filter);
        }
        return body;
    }

    private static ObjectNode query(String lucene) {
        ObjectNode query = JSON.createObjectNode();
        query.putObject("query_string").put("query", lucene).put("analyze_wildcard", true);
        return query;
    }

    private void ofTenant(ArrayNode filter) {
        filter.addObject().putObject("term").put(TENANT, tenant);
    }

    private JsonNode ask(DashboardPack.IndexPattern indices, JsonNode body) {
        return search.apply(indices(indices, tenant), body);
    }

    /** The tenant's indices of a pattern: no name of a tenant or of a kind holds a dash. */
    static String indices(DashboardPack.IndexPattern pattern, String tenant) {
        return isOfRefused(pattern)
                ? "rejected-*-" + tenant + "-*"
                : pattern.title().replace("*", tenant + "-*");
    }

    /** Whether it is the indices of refused documents, which are named by the index that refused them; not all name a tenant. */
    private static boolean isOfRefused(DashboardPack.IndexPattern pattern) {
        return pattern.title().equals("rejected-*");
    }

    /** A panel's query with the range in its place, and nothing else to filter by. */
    private JsonNode resolved(JsonNode node) {
        if (node.has("%timefilter%")) {
            Instant end = node.path("%timefilter%").asText().equals("min") ? range.from() : range.to();
            return JSON.getNodeFactory().numberNode(end.toEpochMilli());
        }
        if (node.isArray()) {
            ArrayNode array = JSON.createArrayNode();
            for (JsonNode each : node) {
                if (!each.asText().startsWith("%dashboard_context-")) {
                    array.add(resolved(each));
                }
            }
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            node.fields().forEachRemaining(field -> object.set(field.getKey(), resolved(field.getValue())));
            return object;
        }
        return node;
    }
}
