package io.drey.query.region;

import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.Merging;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.TableRead;
import io.drey.query.region.RegionalAnswer.Outcome;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Asks the installations of several regions at once, each by its own engine, and makes one answer of theirs. */
public final class RegionalQuery {

    /** Lists that are added up are asked for longer than they are shown: what is short in one region may be long in another. */
    private static final long LONGER = 10;

    private static final long LEAST_ASKED = 1_000;

    private final QueryRequest request;
    private final Optional<Merging> merging;

    /** @throws QueryUsageException if its rows are not to leave their region */
    public RegionalQuery(QueryRequest request) {
        this.request = request;
        this.merging = request.definition().flatMap(definition -> definition.merging());
        if (request.isMined() || (merging.isEmpty() && !Aggregated.is(request))) {
            throw new QueryUsageException(
                    "%s gives lines or single events, which stay in their region: ask one region alone, or a query that counts"
                            .formatted(request.definition().isPresent() ? request.statement() : "the SQL"));
        }
    }

    /** Whoever asks the installation of a region. */
    public interface Asking {

        /** All rows of its answer. What goes wrong is an exception whose message is one line. */
        Rows rows(QueryRequest request, Ending ending) throws Exception;
    }

    /**
     * Asks all of them.
     *
     * @param regions who asks each, by the region's name
     * @param ending ends all of it
     * @throws QueryUsageException if a region says that the query is none
     * @throws QueryException if no region answers, or it is ended
     */
    public RegionalAnswer ask(Map<String, Asking> regions, Ending ending) {
        QueryRequest asked = asked();
        Gathered gathered = gather(regions, asked, ending);
        return RegionalRows.merge(gathered.answered, gathered.outcomes, merging, limit(request), limit(asked));
    }

    /**
     * Asks all of them what they would read, and adds that up.
     *
     * @param regions who tells it of each, by the region's name: {@link TableRead#rows(List)}
     * @throws QueryUsageException if a region says that the query is none
     * @throws QueryException if no region answers, or it is ended
     */
    public RegionalAnswer explain(Map<String, Asking> regions, Ending ending) {
        Gathered gathered = gather(regions, asked(), ending);
        return RegionalRows.apartWithSums(gathered.answered, gathered.outcomes, TableRead.TABLE, TableRead.SUMS);
    }

    /**
     * What came of asking.
     *
     * @param answered the rows of the regions that answered
     * @param outcomes what came of each
     */
    private record Gathered(Map<String, Rows> answered, List<Outcome> outcomes) {}

    private static Gathered gather(Map<String, Asking> regions, QueryRequest asked, Ending ending) {
        Map<String, Ending> endings = new LinkedHashMap<>();
        Map<String, CompletableFuture<Rows>> answers = new LinkedHashMap<>();
        regions.keySet().forEach(region -> endings.put(region, new Ending()));
        ending.by(() -> endings.values().forEach(Ending::cancel));
        regions.forEach((region, asking) -> answers.put(region, begin(region, asking, asked, endings.get(region))));
        Map<String, Rows> answered = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        answers.forEach((region, answer) -> {
            try {
                Rows rows = answer.get();
                answered.put(region, rows);
                outcomes.add(new Outcome(region, rows.rows().size(), Optional.empty()));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof QueryUsageException wrong) {
                    endings.values().forEach(Ending::cancel);
                    throw wrong;
                }
                outcomes.add(new Outcome(region, 0, Optional.of(words(e.getCause()))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                endings.values().forEach(Ending::cancel);
                throw new QueryException("interrupted while waiting for region " + region, e);
            }
        });
        ending.requireGoingOn();
        if (answered.isEmpty()) {
            throw new QueryException(
                    "no region answers: "
                            + outcomes.stream()
                                    .map(outcome -> outcome.region() + ": "
                                            + outcome.missing().orElseThrow())
                                    .reduce((one, other) -> one + "; " + other)
                                    .orElse("none was named"),
                    null);
        }
        return new Gathered(answered, outcomes);
    }

    /**
     * Asks one region, whose rows come as they are.
     *
     * @throws QueryException also if the region does not answer
     */
    public static RegionalAnswer askOne(String region, Asking asking, QueryRequest request, Ending ending) {
        try {
            Rows rows = asking.rows(request, ending);
            return new RegionalAnswer(
                    rows, List.of(new Outcome(region, rows.rows().size(), Optional.empty())), List.of());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new QueryException("region %s: %s".formatted(region, words(e)), e);
        }
    }

    /** The question as each region is asked. */
    private QueryRequest asked() {
        if (merging.filter(Merging::addsUp).isEmpty() || limit(request).isEmpty()) {
            return request;
        }
        String parameter = merging.orElseThrow().limit();
        long most = request.definition().orElseThrow().parameters().stream()
                .filter(each -> each.name().equals(parameter))
                .mapToLong(each -> each.maximum())
                .findFirst()
                .orElseThrow();
        long longer = Math.max(LEAST_ASKED, LONGER * limit(request).orElseThrow());
        Map<String, String> parameters = new LinkedHashMap<>(request.parameters());
        parameters.put(parameter, Long.toString(Math.min(most, longer)));
        return QueryRequest.of(request.definition().orElseThrow(), parameters);
    }

    private Optional<Long> limit(QueryRequest of) {
        return merging.map(Merging::limit)
                .map(parameter -> Long.valueOf(of.parameters().get(parameter)));
    }

    private static CompletableFuture<Rows> begin(String region, Asking asking, QueryRequest request, Ending ending) {
        CompletableFuture<Rows> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(asking.rows(request, ending));
                    } catch (Exception | LinkageError e) {
                        answer.completeExceptionally(e);
                    }
                },
                "drey-region-" + region);
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
