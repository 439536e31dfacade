package io.drey.serve;

import io.drey.event.DatasetId;
import io.drey.query.access.LakeRecords;
import io.drey.query.sight.Sight;
import io.drey.serve.search.Search;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is asked about the searchable window, and recorded as queries are. */
final class SearchRoutes {

    private static final List<String> KINDS = List.of("logs", "alerts");
    private static final int MOST_HITS = 1000;
    private static final int MOST_ROUNDS = 30;
    private static final int MOST_NEIGHBOURS = 200;

    private final Supplier<QueryService.Parts> parts;

    SearchRoutes(Supplier<QueryService.Parts> parts) {
        this.parts = parts;
    }

    void find(Request request) throws IOException {
        Search there = there();
        Sight sight = request.grant().sight();
        Search.Question question = new Search.Question(
                tenant(request),
                request.word("in", "logs", KINDS),
                request.parameter("q").filter(words -> !words.isBlank()).orElse("*"),
                request.parameter("dataset").filter(name -> !name.isEmpty()),
                request.moment("from"),
                request.moment("to"),
                (int) request.number("limit", 50, 1, MOST_HITS),
                (int) request.number("rounds", 1, 1, MOST_ROUNDS));
        request.answer(found(
                request, question.tenant(), question.where(), question.toString(), () -> there.find(question, sight)));
    }

    void around(Request request) throws IOException {
        Search there = there();
        Sight sight = request.grant().sight();
        String tenant = tenant(request);
        String index = request.required("index");
        String id = request.required("id");
        int each = (int) request.number("each", 10, 1, MOST_NEIGHBOURS);
        request.answer(found(
                request,
                tenant,
                "lines around one",
                "lines around %s of %s".formatted(id, index),
                () -> there.around(tenant, index, id, each, sight)));
    }

    /** What was found, which is recorded as queries are. */
    private Map<String, Object> found(
            Request request, String tenant, String where, String asked, Supplier<Search.Found> looking) {
        LakeRecords records = parts.get().recordsOf().apply(request.grant().name());
        return Answers.found(records.searched(tenant, where, asked, () -> {
            Search.Found found = looking.get();
            return new LakeRecords.Read<>(found, found.hits().size());
        }));
    }

    private Search there() {
        return parts.get()
                .search()
                .orElseThrow(() -> new HttpProblem(
                        StatusCodes.NOT_IMPLEMENTED,
                        "this service has no OpenSearch: start it with -Dopensearch-urls, or ask the lake"));
    }

    private static String tenant(Request request) {
        try {
            return DatasetId.requireTenant(request.required("tenant"));
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(e.getMessage());
        }
    }
}
