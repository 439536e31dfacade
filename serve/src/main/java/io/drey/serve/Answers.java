package io.drey.serve;

import io.drey.query.catalog.ParameterDefinition;
import io.drey.query.catalog.ParameterType;
import io.drey.query.catalog.QueryDefinition;
import io.drey.serve.run.Run;
import io.drey.serve.search.Search;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is answered, as JSON has it: the shapes that {@code openapi.json} describes. */
final class Answers {

    private Answers() {}

    static Map<String, Object> query(QueryDefinition query) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", query.id());
        answer.put("title", query.title());
        answer.put("answers", query.answers());
        answer.put("report", query.report());
        answer.put("clauses", query.clauses());
        answer.put(
                "parameters",
                query.parameters().stream().map(Answers::parameter).toList());
        answer.put("labels", query.labels());
        query.chart().ifPresent(chart -> answer.put("chart", Map.of("label", chart.label(), "value", chart.value())));
        return answer;
    }

    private static Map<String, Object> parameter(ParameterDefinition parameter) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", parameter.name());
        answer.put("type", parameter.type().name().toLowerCase(Locale.ROOT));
        answer.put("default", parameter.defaultValue());
        if (parameter.type() == ParameterType.INTEGER) {
            answer.put("minimum", parameter.minimum() == Long.MIN_VALUE ? null : parameter.minimum());
            answer.put("maximum", parameter.maximum() == Long.MAX_VALUE ? null : parameter.maximum());
        }
        answer.put("description", parameter.description());
        return answer;
    }

    static Map<String, Object> run(Run run) {
        Run.Status status = run.status();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", status.id());
        answer.put("what", status.what());
        answer.put("state", status.state().toString());
        answer.put("parameters", status.parameters());
        answer.put("created", status.created().toString());
        status.started().ifPresent(moment -> answer.put("started", moment.toString()));
        status.ended().ifPresent(moment -> answer.put("ended", moment.toString()));
        answer.put("columns", status.columns());
        // As text: JSON readers that know only doubles would round them.
        Map<String, String> snapshots = new LinkedHashMap<>();
        status.snapshots().forEach((table, id) -> snapshots.put(table, Long.toString(id)));
        answer.put("snapshots", snapshots);
        answer.put("rows", status.rows());
        answer.put("files", status.files());
        status.problem().ifPresent(problem -> answer.put("problem", problem));
        return answer;
    }

    static Map<String, Object> found(Search.Found found) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "hits",
                found.hits().stream()
                        .map(hit -> {
                            Map<String, Object> each = new LinkedHashMap<>();
                            each.put("time", hit.time().toString());
                            each.put("index", hit.index());
                            each.put("id", hit.id());
                            each.put("source", hit.source());
                            return each;
                        })
                        .toList());
        answer.put("searched", found.searched());
        answer.put("indices", found.indices());
        answer.put("whole", found.isWhole());
        return answer;
    }

    static Map<String, Object> problem(int status, String title, String detail) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("title", title);
        answer.put("status", status);
        answer.put("detail", detail);
        return answer;
    }

    static Map<String, Object> list(String name, List<?> values) {
        return Map.of(name, values);
    }
}
