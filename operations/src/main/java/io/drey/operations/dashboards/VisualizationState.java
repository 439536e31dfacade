package io.drey.operations.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What OpenSearch Dashboards 2.19 keeps in a visualization's {@code visState}: its type, how it looks ({@code params}) and
 * what it counts ({@code aggs}). Written as a saved visualization of that version has them.
 */
final class VisualizationState {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String THE_SUM = "1";
    private static final int ORDERED_BY_PERCENT = 95;

    /** As long as the longest windows that an installation may begin with: where a step is shorter, some have none. */
    private static final int STEP_SECONDS = 60;

    private static final String NUMBER = "Number";

    private VisualizationState() {}

    static ObjectNode of(Panel panel, DashboardPack.IndexPattern indices) {
        ObjectNode state = JSON.createObjectNode();
        state.put("title", panel.title());
        if (panel instanceof Panel.Metric metric) {
            metric(state, metric);
        } else if (panel instanceof Panel.Pie pie) {
            pie(state, pie);
        } else if (panel instanceof Panel.Table table) {
            table(state, table);
        } else if (panel instanceof Panel.BarsOverTime bars) {
            bars(state, bars, indices);
        } else if (panel instanceof Panel.Series series) {
            series(state, series, indices);
        } else if (panel instanceof Panel.Vega vega) {
            vega(state, vega.spec().toPrettyString());
        } else if (panel instanceof Panel.Ranking ranking) {
            vega(state, RankingSpec.of(ranking, indices).toPrettyString());
        } else if (panel instanceof Panel.WorldMap map) {
            // Shapes are many numbers: a line each would make them three times as large.
            vega(state, MapSpec.of(map, indices).toString());
        } else if (panel instanceof Panel.Controls controls) {
            controls(state, controls);
        } else if (panel instanceof Panel.Markdown markdown) {
            markdown(state, markdown);
        } else {
            throw new IllegalStateException("a panel of another kind: " + panel.getClass());
        }
        return state;
    }

    private static void metric(ObjectNode state, Panel.Metric panel) {
        state.put("type", "metric");
        state.set(
                "params",
                parse(
                        """
                        {"addTooltip": true, "addLegend": false, "type": "metric", "metric": {
                          "percentageMode": false, "useRanges": false, "colorSchema": "Green to Red",
                          "metricColorMode": "None", "colorsRange": [{"from": 0, "to": 10000}],
                          "labels": {"show": true}, "invertColors": false,
                          "style": {"bgFill": "#000", "bgColor": false, "labelColor": false, "subText": "", "fontSize": 30}}}
                        """));
        state.putArray("aggs").add(sum(panel.sum(), panel.label()));
    }

    private static void pie(ObjectNode state, Panel.Pie panel) {
        state.put("type", "pie");
        state.set(
                "params",
                parse(
                        """
                        {"type": "pie", "addTooltip": true, "addLegend": true, "legendPosition": "right", "isDonut": true,
                          "labels": {"show": false, "values": true, "last_level": true, "truncate": 100}}
                        """));
        ArrayNode aggs = state.putArray("aggs").add(sum(panel.sum(), labelOf(panel.sum())));
        ObjectNode parts = terms("2", "segment", panel.by(), panel.top());
        ((ObjectNode) parts.get("params")).put("otherBucket", true);
        aggs.add(parts);
    }

    private static void table(ObjectNode state, Panel.Table panel) {
        state.put("type", "table");
        state.set(
                "params",
                parse(
                        """
                        {"perPage": 20, "showPartialRows": false, "showMetricsAtAllLevels": false, "showTotal": false,
                          "totalFunc": "sum", "percentageCol": ""}
                        """));
        ArrayNode aggs = state.putArray("aggs");
        if (panel.percentiles() == null) {
            aggs.add(sum(panel.sum(), labelOf(panel.sum())));
        } else {
            aggs.add(percentiles(panel.percentiles()));
            ObjectNode number = agg("3", "count", "metric");
            number.putObject("params").put("customLabel", NUMBER);
            aggs.add(number);
        }
        ObjectNode lines = terms("2", "bucket", panel.by(), panel.top());
        ObjectNode params = ((ObjectNode) lines.get("params")).put("customLabel", panel.byLabel());
        if (panel.percentiles() != null) {
            params.put("orderBy", THE_SUM + "." + ORDERED_BY_PERCENT);
        }
        aggs.add(lines);
    }

    private static void bars(ObjectNode state, Panel.BarsOverTime panel, DashboardPack.IndexPattern indices) {
        state.put("type", "histogram");
        state.set(
                "params",
                parse(
                        """
                        {"type": "histogram", "grid": {"categoryLines": false},
                          "categoryAxes": [{"id": "CategoryAxis-1", "type": "category", "position": "bottom", "show": true,
                            "style": {}, "scale": {"type": "linear"},
                            "labels": {"show": true, "filter": true, "truncate": 100}, "title": {}}],
                          "valueAxes": [{"id": "ValueAxis-1", "name": "LeftAxis-1", "type": "value", "position": "left",
                            "show": true, "style": {}, "scale": {"type": "linear", "mode": "normal"},
                            "labels": {"show": true, "rotate": 0, "filter": false, "truncate": 100},
                            "title": {"text": ""}}],
                          "seriesParams": [{"show": true, "type": "histogram", "mode": "stacked",
                            "data": {"label": "", "id": "1"}, "valueAxis": "ValueAxis-1",
                            "drawLinesBetweenPoints": true, "lineWidth": 2, "showCircles": true}],
                          "addTooltip": true, "addLegend": true, "legendPosition": "right", "times": [],
                          "addTimeMarker": false, "labels": {"show": false},
                          "thresholdLine": {"show": false, "value": 10, "width": 1, "style": "full", "color": "#E7664C"}}
                        """));
        ArrayNode aggs = state.putArray("aggs").add(sum(panel.sum(), labelOf(panel.sum())));
        ObjectNode time = agg("2", "date_histogram", "segment");
        time.set(
                "params",
                parse(
                        """
                        {"useNormalizedOpenSearchInterval": true, "scaleMetricValues": false, "interval": "auto",
                          "drop_partials": false, "min_doc_count": 1, "extended_bounds": {}}
                        """));
        ((ObjectNode) time.get("params")).put("field", indices.timeField());
        aggs.add(time);
        aggs.add(terms("3", "group", panel.by(), panel.top()));
    }

    private static void series(ObjectNode state, Panel.Series panel, DashboardPack.IndexPattern indices) {
        state.put("type", "metrics");
        ObjectNode params = parse(
                """
                {"type": "timeseries", "interval": ">=%ds", "axis_position": "left", "axis_formatter": "number",
                  "axis_scale": "normal", "show_legend": 1, "show_grid": 1, "tooltip_mode": "show_all",
                  "drop_last_bucket": 1, "isModelInvalid": false}
                """
                        .formatted(panel.stepSeconds() == null ? STEP_SECONDS : panel.stepSeconds()));
        params.put("id", panel.id());
        params.put("time_field", indices.timeField());
        params.put("index_pattern", indices.title());
        boolean isOneAxis = panel.series().stream()
                        .map(line -> line.format() + " " + line.axis())
                        .distinct()
                        .count()
                == 1;
        if (isOneAxis) {
            params.put("axis_formatter", panel.series().get(0).format());
        }
        ArrayNode lines = params.putArray("series");
        String[] colours = {"#54B399", "#6092C0", "#D36086", "#9170B8"};
        for (int i = 0; i < panel.series().size(); i++) {
            Panel.Line line = panel.series().get(i);
            ObjectNode each = parse(
                    """
                    {"split_mode": "everything", "chart_type": "line", "line_width": 1,
                      "point_size": 1, "fill": 0.2, "stacked": "none"}
                    """);
            each.put("id", panel.id() + "-" + i);
            each.put("color", colours[i % colours.length]);
            each.put("label", line.label());
            each.put("formatter", line.format());
            each.put("separate_axis", isOneAxis ? 0 : 1);
            each.put("axis_position", line.axis().name().toLowerCase(Locale.ROOT));
            each.putObject("filter").put("query", line.query()).put("language", SavedObjects.QUERY_LANGUAGE);
            if (line.ago() != null) {
                each.put("offset_time", line.ago().word());
            }
            measure(each.putArray("metrics"), panel.id() + "-" + i, line);
            lines.add(each);
        }
        state.set("params", params);
        state.putArray("aggs");
    }

    private static void measure(ArrayNode metrics, String id, Panel.Line line) {
        if (line.max() != null) {
            String max = id + "-max";
            metrics.addObject().put("id", max).put("type", "max").put("field", line.max());
            if (line.plus() != null) {
                String plus = id + "-plus";
                metrics.addObject().put("id", plus).put("type", "max").put("field", line.plus());
                ObjectNode both = metrics.addObject().put("id", id + "-both").put("type", "math");
                ArrayNode variables = both.putArray("variables");
                variable(variables, id + "-m", "m", max);
                variable(variables, id + "-p", "p", plus);
                both.put("script", "params.m + params.p");
            }
            return;
        }
        if (line.percentile() != null) {
            metrics.addObject()
                    .put("id", id + "-percentile")
                    .put("type", "percentile")
                    .put("field", line.percentile())
                    .putArray("percentiles")
                    .addObject()
                    .put("id", id + "-percent")
                    .put("mode", "line")
                    .put("value", line.percent())
                    .put("shade", 0.2);
            return;
        }
        String sum = id + "-sum";
        metrics.addObject().put("id", sum).put("type", "sum").put("field", line.rate());
        // A bucket is longer the longer the range is: a rate does not change its scale with it.
        ObjectNode rate = metrics.addObject().put("id", id + "-rate").put("type", "math");
        variable(rate.putArray("variables"), id + "-n", "n", sum);
        rate.put("script", "params.n / (params._interval / 1000)");
    }

    private static void variable(ArrayNode variables, String id, String name, String metric) {
        variables.addObject().put("id", id).put("name", name).put("field", metric);
    }

    private static void vega(ObjectNode state, String spec) {
        state.put("type", "vega");
        state.putObject("params").put("spec", spec);
        state.putArray("aggs");
    }

    private static void controls(ObjectNode state, Panel.Controls panel) {
        state.put("type", "input_control_vis");
        ObjectNode params = parse("{\"updateFiltersOnChange\": true, \"useTimeFilter\": false, \"pinFilters\": false}");
        ArrayNode controls = params.putArray("controls");
        for (int i = 0; i < panel.fields().size(); i++) {
            Panel.Control control = panel.fields().get(i);
            ObjectNode each = parse(
                    """
                    {"parent": "", "type": "list",
                      "options": {"type": "terms", "multiselect": true, "dynamicOptions": true, "size": 5, "order": "desc"}}
                    """);
            each.put("id", panel.id() + "-" + i);
            each.put("fieldName", control.field());
            each.put("label", control.label());
            each.put("indexPatternRefName", controlReference(i));
            controls.add(each);
        }
        state.set("params", params);
        state.putArray("aggs");
    }

    /** By what a control names its index pattern among the references. */
    static String controlReference(int control) {
        return "control_" + control + "_index_pattern";
    }

    private static void markdown(ObjectNode state, Panel.Markdown panel) {
        state.put("type", "markdown");
        state.putObject("params")
                .put("fontSize", 12)
                .put("openLinksInNewTab", false)
                .put("markdown", panel.text());
        state.putArray("aggs");
    }

    /** The sum of a field, or where there is none the number of documents. */
    private static ObjectNode sum(String field, String label) {
        ObjectNode sum = agg(THE_SUM, field == null ? "count" : "sum", "metric");
        ObjectNode params = sum.putObject("params");
        if (field != null) {
            params.put("field", field);
        }
        params.put("customLabel", label);
        return sum;
    }

    private static ObjectNode percentiles(String field) {
        ObjectNode percentiles = agg(THE_SUM, "percentiles", "metric");
        percentiles
                .putObject("params")
                .put("field", field)
                .put("customLabel", field.endsWith(".us") ? "µs" : field)
                .putArray("percents")
                .add(50)
                .add(ORDERED_BY_PERCENT)
                .add(99);
        return percentiles;
    }

    private static String labelOf(String field) {
        if (field == null) {
            return NUMBER;
        }
        return switch (field) {
            case "bytes" -> "Bytes";
            case "usd" -> "US dollars";
            default -> NUMBER;
        };
    }

    private static ObjectNode terms(String id, String schema, String field, int size) {
        ObjectNode terms = agg(id, "terms", schema);
        terms.putObject("params")
                .put("field", field)
                .put("orderBy", THE_SUM)
                .put("order", "desc")
                .put("size", size)
                .put("otherBucket", false)
                .put("otherBucketLabel", "Other")
                .put("missingBucket", false)
                .put("missingBucketLabel", "Missing");
        return terms;
    }

    private static ObjectNode agg(String id, String type, String schema) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("enabled", true)
                .put("type", type)
                .put("schema", schema);
    }

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text of this class is no JSON", e);
        }
    }
}
