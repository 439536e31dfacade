package io.drey.operations.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The drawing of a {@link Panel.Ranking} in Vega, with its query.
 *
 * <p><b>Which windows are added.</b> Those that lie within the range shown and are part of no longer window that does. So a
 * range is covered by as few windows as there can be, none counts an event twice, and what is read follows the range and the
 * windows that an installation has. A range that is one window has an exact list. Where several lists are added, a value
 * may have been counted in a window without being listed there, at most as often as the window's {@code highest_other}
 * says: these bounds are added, too, and stand behind each count. A value that is not shown came at most as often as all
 * these bounds together and the last that is shown.
 */
final class RankingSpec {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** More different values than the lists of a range hold together, so that no shard leaves one out. */
    private static final int ALL_LISTED = 10_000;

    private RankingSpec() {}

    static JsonNode of(Panel.Ranking panel, DashboardPack.IndexPattern indices) {
        ObjectNode spec = parse(DRAWING.replace("LISTED", LISTED)
                .replace("FIELD", panel.field())
                .replace("INDICES", indices.title())
                .replace("TOP", Integer.toString(panel.top()))
                .replace("COLOUR", panel.colours() == Panel.Colours.STATUS ? STATUS_COLOUR : "'#79AAD9'"));
        ObjectNode url = (ObjectNode) spec.at("/data/0/url");
        url.put("index", indices.title());
        url.set("body", search(panel.list(), panel.top(), indices));
        return spec;
    }

    /** What is asked for so many values of a list, with the places where Dashboards puts the range and what is filtered by. */
    static ObjectNode search(String list, int top, DashboardPack.IndexPattern indices) {
        ObjectNode body = JSON.createObjectNode();
        body.put("size", 0);
        body.set("query", coverOf(list, indices.timeField()));
        body.set(
                "aggs",
                parse(
                        """
                        {"list": {"terms": {"field": "attribute_type", "size": 1}, "aggs": {
                          "count": {"sum": {"field": "count"}},
                          "rest": {"filter": {"term": {"metric": "rest"}}, "aggs": {
                            "highest": {"sum": {"field": "highest_other"}}}},
                          "rows": {
                            "terms": {"field": "attribute_value", "size": %d, "shard_size": %d, "order": {"count": "desc"}},
                            "aggs": {
                              "count": {"sum": {"field": "count"}},
                              "error": {"sum": {"field": "count_error"}},
                              "highest": {"sum": {"field": "highest_other"}}}}}}}
                        """
                                .formatted(top, ALL_LISTED)));
        return body;
    }

    /** The documents of a type, of windows that cover the range. */
    private static ObjectNode coverOf(String list, String timeField) {
        return parse(
                """
                {"bool": {
                  "filter": [
                    "%%dashboard_context-filter_clause%%",
                    {"term": {"attribute_type": "%1$s"}},
                    {"range": {"%2$s": {"gte": {"%%timefilter%%": "min"}}}},
                    {"range": {"end_time": {"lte": {"%%timefilter%%": "max"}}}}],
                  "must": ["%%dashboard_context-must_clause%%"],
                  "must_not": [
                    "%%dashboard_context-must_not_clause%%",
                    {"bool": {"filter": [
                      {"range": {"wider_start": {"gte": {"%%timefilter%%": "min"}}}},
                      {"range": {"wider_end": {"lte": {"%%timefilter%%": "max"}}}}]}}]}}
                """
                        .formatted(list, timeField));
    }

    static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text of this package is no JSON: " + json, e);
        }
    }

    private static final String STATUS_COLOUR = StatusColours.expression("datum.value");

    /** The list that was asked for, and its rows with what they say of themselves: data of a drawing. */
    static final String LISTED =
            """
            {"name": "list", "url": {}, "format": {"property": "aggregations.list.buckets"}, "transform": [
              {"type": "project",
               "fields": ["count.value", "rest.highest.value", "rows.buckets"],
               "as": ["all", "highest", "buckets"]}]},
            {"name": "rows", "source": "list", "transform": [
              {"type": "flatten", "fields": ["buckets"], "as": ["row"]},
              {"type": "project",
               "fields": ["row.key", "row.count.value", "row.error.value", "row.highest.value", "all", "highest"],
               "as": ["value", "count", "error", "listed", "all", "highest"]},
              {"type": "window", "ops": ["row_number"], "as": ["place"]},
              {"type": "formula", "as": "more", "expr": "max(0, datum.highest - datum.listed) + datum.error"},
              {"type": "formula", "as": "label", "expr": "format(datum.count, ',') + (datum.more > 0 ? ' (+≤' + format(datum.more, ',') + ')' : '') + '  ' + format(datum.count / datum.all, '.1%')"}]}""";

    private static final String DRAWING =
            """
            {"$schema": "https://vega.github.io/schema/vega/v5.json",
             "config": {"kibana": {"hideWarnings": true}},
             "padding": 4,
             "signals": [
               {"name": "line", "update": "clamp((height - 34) / TOP, 12, 26)"},
               {"name": "picked", "value": null, "on": [{"events": "@row:click",
                 "update": "opensearchDashboardsAddFilter({match_phrase: {'FIELD': datum.value}}, 'INDICES')"}]}],
             "data": [
               LISTED,
               {"name": "shown", "source": "rows", "transform": [
                 {"type": "aggregate", "fields": ["count", "count", "count", "value", "all", "highest", "more", "listed"],
                  "ops": ["sum", "max", "min", "count", "max", "max", "max", "max"],
                  "as": ["sum", "most", "least", "rows", "all", "highest", "more", "listed"]},
                 {"type": "formula", "as": "hidden", "expr": "datum.highest + (datum.rows < TOP ? 0 : datum.least)"},
                 {"type": "formula", "as": "others", "expr": "datum.all - datum.sum"},
                 {"type": "formula", "as": "text", "expr": "(datum.others > 0 ? 'all others: ' + format(datum.others, ',') + ' (' + format(datum.others / datum.all, '.1%') + ')' : 'no others') + (datum.listed > datum.highest ? '; narrowed: counts are at least these' : datum.more > 0 ? '' : '; exact')"},
                 {"type": "formula", "as": "bound", "expr": "datum.listed > datum.highest || datum.more == 0 ? '' : 'of several windows: others came ' + format(datum.hidden, ',') + ' times at most each'"}]}],
             "marks": [
               {"type": "rect", "name": "row", "from": {"data": "rows"}, "encode": {
                 "enter": {"cursor": {"value": "pointer"}, "tooltip": {"signal": "datum.value + ': ' + datum.label"}},
                 "update": {
                   "x": {"value": 0}, "width": {"signal": "max(2, width * datum.count / data('shown')[0].most)"},
                   "y": {"signal": "(datum.place - 1) * line"}, "height": {"signal": "line - 2"},
                   "fill": {"signal": "COLOUR"}, "fillOpacity": {"value": 0.45}},
                 "hover": {"fillOpacity": {"value": 0.8}}}},
               {"type": "text", "interactive": false, "from": {"data": "rows"}, "encode": {"update": {
                 "x": {"value": 4}, "y": {"signal": "(datum.place - 0.5) * line - 1"}, "baseline": {"value": "middle"},
                 "limit": {"signal": "max(60, width - 150)"}, "fontSize": {"signal": "min(13, line - 3)"},
                 "text": {"field": "value"}}}},
               {"type": "text", "interactive": false, "from": {"data": "rows"}, "encode": {"update": {
                 "x": {"signal": "width - 2"}, "align": {"value": "right"},
                 "y": {"signal": "(datum.place - 0.5) * line - 1"}, "baseline": {"value": "middle"},
                 "fontSize": {"signal": "min(13, line - 3)"}, "text": {"field": "label"}}}},
               {"type": "text", "from": {"data": "shown"}, "encode": {"update": {
                 "x": {"value": 4}, "y": {"signal": "min(height - 22, length(data('rows')) * line + 9)"},
                 "baseline": {"value": "middle"}, "fontSize": {"value": 11}, "fill": {"value": "#69707D"},
                 "limit": {"signal": "width"}, "text": {"signal": "length(data('rows')) ? datum.text : ''"}}}},
               {"type": "text", "from": {"data": "shown"}, "encode": {"update": {
                 "x": {"value": 4}, "y": {"signal": "min(height - 22, length(data('rows')) * line + 9) + 14"},
                 "baseline": {"value": "middle"}, "fontSize": {"value": 11}, "fill": {"value": "#69707D"},
                 "limit": {"signal": "width"}, "text": {"signal": "length(data('rows')) ? datum.bound : ''"}}}},
               {"type": "text", "encode": {"update": {
                 "x": {"signal": "width / 2"}, "y": {"signal": "height / 2"}, "align": {"value": "center"},
                 "fill": {"value": "#69707D"},
                 "text": {"signal": "length(data('rows')) ? '' : 'nothing in this range, or nothing is counted by what is filtered'"}}}}]}
            """;
}
