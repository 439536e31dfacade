package io.drey.serve;

import io.drey.query.sight.AccessRefusedException;
import io.drey.query.sight.Sight;
import io.drey.serve.search.Search;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What is asked about the searchable window. Lines show who somebody is, so analysts are refused. */
final class SearchRoutes {

    private static final List<String> KINDS = List.of("logs", "alerts");
    private static final int MOST_HITS = 1000;
    private static final int MOST_ROUNDS = 30;
    private static final int MOST_NEIGHBOURS = 200;

    private final Optional<Search> search;

    SearchRoutes(Optional<Search> search) {
        this.search = search;
    }

    void find(Request request) throws IOException {
        Search there = there();
        Search.Question question = new Search.Question(
                tenant(request),
                request.word("in", "logs", KINDS),
                request.parameter("q").filter(words -> !words.isBlank()).orElse("*"),
                request.parameter("dataset").filter(name -> !name.isEmpty()),
                request.moment("from"),
                request.moment("to"),
                (int) request.number("limit", 50, 1, MOST_HITS),
                (int) request.number("rounds", 1, 1, MOST_ROUNDS));
        request.answer(Answers.found(there.find(question, request.grant().sight())));
    }

    void around(Request request) throws IOException {
        Search there = there();
        request.answer(Answers.found(there.around(
                tenant(request),
                request.required("index"),
                request.required("id"),
                (int) request.number("each", 10, 1, MOST_NEIGHBOURS),
                request.grant().sight())));
    }

    private Search there() {
        return search.orElseThrow(() -> new HttpProblem(
                StatusCodes.NOT_IMPLEMENTED,
                "this service has no OpenSearch: start it with -Dopensearch-urls, or ask the lake"));
    }

    private static String tenant(Request request) {
        String tenant = request.required("tenant");
        Sight sight = request.grant().sight();
        sight.requireTenant(tenant);
        if (!sight.role().seesPersonalData()) {
            throw new AccessRefusedException(
                    "the role %s sees no lines, as they name people: ask a named query".formatted(sight.name()));
        }
        return tenant;
    }
}
