package io.drey.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Printable;
import io.drey.job.opensearch.SearchDocument;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.ResultColumn;
import io.drey.query.engine.Snapshots;
import io.drey.search.ConnectorSink;
import io.drey.search.DocumentWriter;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchException;
import io.drey.search.OpenSearchSettings;
import io.drey.search.RejectedDocument;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/**
 * Writes the rows of a query into an index. Flink's rows go there within the query's job, by Flink's OpenSearch connector; those
 * of other engines, and what is mined of rows, as they are read.
 *
 * <pre>{@code
 * ResultWriter writer = new ResultWriter(settings, ResultIndex.of("acme", "peaks"), List.of("hour_of_day"));
 * try (QueryResult result = writer.begin(engine, request, new Ending())) {
 *     long rows = writer.write(result);
 * }
 * }</pre>
 */
public final class ResultWriter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final long TICK_MILLIS = 100;

    private final OpenSearchSettings settings;
    private final ResultIndex index;
    private final List<String> keys;
    private final OpenSearchClient client;

    /**
     * A writer.
     *
     * @param keys the columns that tell rows apart; none for all of them
     * @throws QueryException if OpenSearch does not let us in
     */
    public ResultWriter(OpenSearchSettings settings, ResultIndex index, List<String> keys) {
        this.settings = settings;
        this.index = index;
        this.keys = List.copyOf(keys);
        try {
            this.client = new OpenSearchClient(settings.connection());
            client.check();
        } catch (IOException | OpenSearchException | IllegalStateException e) {
            throw new QueryException(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Begins a query, whose rows {@link #write} writes. The index is there then, and has the result's columns.
     *
     * @throws QueryUsageException also if columns cannot be fields of the index
     * @throws QueryException also if OpenSearch does not make the index
     */
    public QueryResult begin(QueryEngine engine, QueryRequest request, Ending ending) {
        return engine instanceof FlinkQueryEngine flink && !request.isMined()
                ? flink.runInto(this::take, request, Snapshots.CURRENT, ending)
                : engine.run(request, Snapshots.CURRENT, ending);
    }

    private void take(List<ResultColumn> columns, DataStream<Row> rows) {
        RowDocuments documents = RowDocuments.of(index, columns, keys);
        prepare(documents);
        IndexedRow.write(rows, documents, ConnectorSink.of(settings));
    }

    /**
     * Writes the rows of a query that has begun, and returns when they can be searched.
     *
     * @return how many there were
     * @throws QueryException if the query fails or is ended, or OpenSearch refuses a row; rows may have been written then
     */
    public long write(QueryResult result) {
        long rows = result.isOfRowsWritten() ? (Long) result.next().get(0) : read(result);
        ask("POST", "/" + index.index() + "/_refresh", new byte[0]);
        return rows;
    }

    private long read(QueryResult result) {
        RowDocuments documents = RowDocuments.of(index, result.typedColumns(), keys);
        prepare(documents);
        long rows = 0;
        try (DocumentWriter writer = new DocumentWriter(settings)) {
            List<SearchDocument> batch = new ArrayList<>();
            long bytes = 0;
            while (result.hasNext()) {
                SearchDocument document = documents.of(result.next());
                batch.add(document);
                bytes += document.json().length;
                rows++;
                if (batch.size() >= settings.bulkDocuments() || bytes >= settings.bulkBytes()) {
                    send(writer, batch, result);
                    batch = new ArrayList<>();
                    bytes = 0;
                }
            }
            if (!batch.isEmpty()) {
                send(writer, batch, result);
            }
        }
        return rows;
    }

    /** Waits as long as OpenSearch is away and the query may go on. */
    private void send(DocumentWriter writer, List<SearchDocument> batch, QueryResult result) {
        CompletableFuture<List<RejectedDocument>> sent = writer.write(batch);
        while (true) {
            result.requireGoingOn();
            try {
                List<RejectedDocument> refused = sent.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (!refused.isEmpty()) {
                    throw new QueryException(
                            "OpenSearch refused %d rows for index %s, the first one because of: %s"
                                    .formatted(
                                            refused.size(),
                                            index.index(),
                                            Printable.of(refused.get(0).reason())),
                            null);
                }
                return;
            } catch (TimeoutException notYet) {
                // It may come yet.
            } catch (ExecutionException e) {
                throw new QueryException(
                        "rows cannot be written to index %s: %s".formatted(index.index(), e.getMessage()), e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    /** Makes the index with the columns' types, or adds columns to one that is there. */
    private void prepare(RowDocuments documents) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("settings").put("index.number_of_shards", 1).put("index.auto_expand_replicas", "0-1");
        JsonNode mappings = tree(documents.mappings());
        body.set("mappings", mappings);
        HttpResponse<byte[]> made = send("PUT", "/" + index.index(), bytes(body));
        if (made.statusCode() == BAD_REQUEST
                && reason(made, "/error/type").equals("resource_already_exists_exception")) {
            HttpResponse<byte[]> added = send("PUT", "/" + index.index() + "/_mapping", bytes(mappings));
            if (added.statusCode() == BAD_REQUEST) {
                throw new QueryUsageException(
                        "index %s holds results of other columns (%s): write into another one, or delete it"
                                .formatted(index.index(), reason(added, "/error/reason")));
            }
            require(added);
            return;
        }
        require(made);
    }

    private void ask(String method, String path, byte[] body) {
        require(send(method, path, body));
    }

    private void require(HttpResponse<byte[]> answer) {
        if (answer.statusCode() == FORBIDDEN) {
            throw new QueryException(
                    "OpenSearch forbids user '%s' to write index %s: give the user rights to make, map, write and refresh indices %s"
                            .formatted(
                                    Printable.of(settings.connection().user()),
                                    index.index(),
                                    ResultIndex.pattern(index.tenant())),
                    null);
        }
        if (answer.statusCode() / 100 != 2) {
            throw new QueryException(
                    "OpenSearch did not prepare index %s: HTTP %d, %s"
                            .formatted(index.index(), answer.statusCode(), reason(answer, "/error/reason")),
                    null);
        }
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body) {
        try {
            return client.send(method, path, body);
        } catch (IOException e) {
            throw new QueryException(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String reason(HttpResponse<byte[]> answer, String path) {
        return Printable.of(tree(answer.body()).at(path).asText());
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(new String(json, UTF_8));
        } catch (IOException e) {
            // A proxy's page, for example; the status says enough.
            return JSON.missingNode();
        }
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(UTF_8);
    }

    private static QueryException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new QueryException("interrupted while writing to OpenSearch", e);
    }
}
