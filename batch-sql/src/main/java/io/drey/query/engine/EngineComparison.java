package io.drey.query.engine;

import io.drey.query.QueryException;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.rows.Cell;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks two engines the same and compares their answers, row by row. */
public final class EngineComparison {

    private final QueryEngine one;
    private final QueryEngine other;

    public EngineComparison(QueryEngine one, QueryEngine other) {
        this.one = one;
        this.other = other;
    }

    /**
     * Runs a query on both at once.
     *
     * @return how many rows the answer has
     * @throws QueryException naming the first difference, if there is one
     */
    public long requireEqual(QueryRequest request) {
        CompletableFuture<QueryResult> asked = CompletableFuture.supplyAsync(() -> other.run(request));
        try (QueryResult ones = runBeside(request, asked);
                QueryResult others = answer(asked)) {
            requireEqual("snapshots", ones.snapshotIds(), others.snapshotIds());
            requireEqual("columns", ones.columns(), others.columns());
            long rows = 0;
            while (ones.hasNext() && others.hasNext()) {
                rows++;
                requireEqual("row " + rows, text(ones.next()), text(others.next()));
            }
            requireEqual("a row behind row " + rows, ones.hasNext(), others.hasNext());
            return rows;
        }
    }

    private QueryResult runBeside(QueryRequest request, CompletableFuture<QueryResult> asked) {
        try {
            return one.run(request);
        } catch (RuntimeException e) {
            asked.thenAccept(QueryResult::close).exceptionally(unused -> null).join();
            throw e;
        }
    }

    private static QueryResult answer(CompletableFuture<QueryResult> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private void requireEqual(String what, Object ones, Object others) {
        if (!Objects.equals(ones, others)) {
            throw new QueryException(
                    "the engines' answers differ in %s: %s says %s, %s says %s"
                            .formatted(what, one.name(), ones, other.name(), others),
                    null);
        }
    }

    /** Numbers of different classes are equal if they read the same; null and empty text are not. */
    private static List<String> text(List<Object> row) {
        return row.stream()
                .map(value -> value == null ? "null" : "'" + Cell.text(value) + "'")
                .toList();
    }
}
