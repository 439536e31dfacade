package io.drey.operations.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The drawing of a {@link Panel.WorldMap} in Vega: countries by how much they ask, and their cities as circles where these are known. The
 * shapes come with it, so nothing is fetched of another host. Both lists are read of the windows that cover the range, as
 * {@link RankingSpec} has it.
 *
 * <p>Shapes are those of Natural Earth, scale 1:110m, which are in the public domain, with fewer points; countries that are too small for
 * it are circles.
 */
final class MapSpec {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WORLD = "world.json";

    /** More countries than there are. */
    private static final int ALL_COUNTRIES = 300;

    private static final int MOST_PLACES = 100;

    private MapSpec() {}

    static JsonNode of(Panel.WorldMap panel, DashboardPack.IndexPattern indices) {
        ObjectNode spec =
                RankingSpec.parse(DRAWING.replace("LISTED", RankingSpec.LISTED).replace("INDICES", indices.title()));
        ask(data(spec, "list"), RankingSpec.search(panel.countries(), ALL_COUNTRIES, indices), indices);
        ask(data(spec, "placelist"), RankingSpec.search(panel.places(), MOST_PLACES, indices), indices);
        data(spec, "world").set("values", world());
        return spec;
    }

    private static void ask(ObjectNode data, ObjectNode body, DashboardPack.IndexPattern indices) {
        data.putObject("url").put("index", indices.title()).set("body", body);
    }

    private static ObjectNode data(ObjectNode spec, String name) {
        for (JsonNode each : spec.path("data")) {
            if (each.path("name").asText().equals(name)) {
                return (ObjectNode) each;
            }
        }
        throw new IllegalStateException("the drawing has no data " + name);
    }

    private static JsonNode world() {
        try (InputStream file = MapSpec.class.getResourceAsStream(WORLD)) {
            return JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own %s cannot be read".formatted(WORLD), e);
        }
    }

    private static final String DRAWING =
            """
            {"$schema": "https://vega.github.io/schema/vega/v5.json",
             "config": {"kibana": {"hideWarnings": true}},
             "padding": 4,
             "signals": [
               {"name": "picked", "value": null, "on": [{"events": "@country:click",
                 "update": "datum.asked ? opensearchDashboardsAddFilter({bool: {should: [{term: {'geo.country_iso_code': datum.id}}, {term: {'labels.source.geo.country_iso_code': datum.id}}]}}, 'INDICES') : null"}]}],
             "data": [
               LISTED,
               {"name": "placelist", "url": {}, "format": {"property": "aggregations.list.buckets"}, "transform": [
                 {"type": "project", "fields": ["rest.highest.value", "rows.buckets"], "as": ["highest", "buckets"]}]},
               {"name": "shown", "source": "rows", "transform": [
                 {"type": "aggregate", "fields": ["count", "count", "all", "more", "value"],
                  "ops": ["sum", "max", "max", "max", "count"], "as": ["sum", "most", "all", "more", "rows"]},
                 {"type": "formula", "as": "text", "expr": "format(datum.all, ',') + ' requests of known countries; ' + (datum.all > datum.sum ? 'others than these: ' + format(datum.all - datum.sum, ',') + '; ' : '') + (datum.more > 0 ? 'of several windows: a count may be up to ' + format(datum.more, ',') + ' higher' : 'exact')"}]},
               {"name": "points", "source": "placelist", "transform": [
                 {"type": "flatten", "fields": ["buckets"], "as": ["row"]},
                 {"type": "project",
                  "fields": ["row.key", "row.count.value", "row.error.value", "row.highest.value", "highest"],
                  "as": ["value", "count", "error", "listed", "highest"]},
                 {"type": "formula", "as": "end", "expr": "split(datum.value, ' ')[length(split(datum.value, ' ')) - 1]"},
                 {"type": "filter", "expr": "test(/^-?[0-9.]+,-?[0-9.]+$/, datum.end)"},
                 {"type": "formula", "as": "latitude", "expr": "toNumber(split(datum.end, ',')[0])"},
                 {"type": "formula", "as": "longitude", "expr": "toNumber(split(datum.end, ',')[1])"},
                 {"type": "formula", "as": "more", "expr": "max(0, datum.highest - datum.listed) + datum.error"},
                 {"type": "geopoint", "projection": "globe", "fields": ["longitude", "latitude"]}]},
               {"name": "largest", "source": "points", "transform": [
                 {"type": "aggregate", "fields": ["count"], "ops": ["max"], "as": ["count"]}]},
               {"name": "world", "values": {}, "format": {"type": "topojson", "feature": "countries"}, "transform": [
                 {"type": "lookup", "from": "rows", "key": "value", "fields": ["id"], "values": ["count", "label"],
                  "as": ["asked", "label"]}]}],
             "projections": [
               {"name": "globe", "type": "equalEarth", "fit": {"signal": "data('world')"},
                "size": {"signal": "[width, height - 20]"}}],
             "scales": [
               {"name": "shade", "type": "sqrt", "zero": true, "range": {"scheme": "blues"},
                "domain": {"signal": "[0, length(data('shown')) ? data('shown')[0].most : 1]"}},
               {"name": "size", "type": "sqrt", "zero": true, "range": [0, 14],
                "domain": {"signal": "[0, length(data('largest')) ? data('largest')[0].count : 1]"}}],
             "marks": [
               {"type": "shape", "name": "country", "from": {"data": "world"}, "encode": {
                 "update": {
                   "fill": {"signal": "datum.asked ? scale('shade', datum.asked) : '#98A2B3'"},
                   "fillOpacity": {"signal": "datum.asked ? 1 : 0.25"},
                   "stroke": {"value": "#98A2B3"}, "strokeWidth": {"value": 0.5},
                   "cursor": {"signal": "datum.asked ? 'pointer' : 'default'"},
                   "tooltip": {"signal": "datum.properties.name + (datum.label ? ': ' + datum.label : '')"}},
                 "hover": {"fillOpacity": {"value": 0.7}}},
                "transform": [{"type": "geoshape", "projection": "globe", "pointRadius": 3}]},
               {"type": "symbol", "from": {"data": "points"}, "encode": {"update": {
                 "x": {"field": "x"}, "y": {"field": "y"}, "size": {"signal": "pow(2 + scale('size', datum.count), 2)"},
                 "fill": {"value": "#D36086"}, "fillOpacity": {"value": 0.6}, "stroke": {"value": "white"},
                 "tooltip": {"signal": "datum.value + ': ' + format(datum.count, ',') + (datum.more > 0 ? ' (+≤' + format(datum.more, ',') + ')' : '')"}}}},
               {"type": "text", "from": {"data": "shown"}, "encode": {"update": {
                 "x": {"value": 4}, "y": {"signal": "height - 8"}, "baseline": {"value": "middle"},
                 "fontSize": {"value": 11}, "fill": {"value": "#69707D"}, "limit": {"signal": "width"},
                 "text": {"signal": "length(data('rows')) ? datum.text : ''"}}}},
               {"type": "text", "encode": {"update": {
                 "x": {"signal": "width / 2"}, "y": {"signal": "height - 8"}, "align": {"value": "center"},
                 "baseline": {"value": "middle"}, "fill": {"value": "#69707D"},
                 "text": {"signal": "length(data('rows')) ? '' : 'no country is known in this range: datasets tell it that have enrich: geo'"}}}}]}
            """;
}
