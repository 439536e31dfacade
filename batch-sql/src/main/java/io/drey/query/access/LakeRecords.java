package io.drey.query.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Sha256;
import io.drey.lake.EventTimes;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.LakeTenants;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.Reports;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.Snapshots;
import io.drey.query.sight.AccessRefusedException;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/** What the lake keeps of queries and reports: who asked what of whose rows, and which reports were made. */
public final class LakeRecords {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LakeSettings settings;
    private final AccessAudit audit;
    private final String actor;
    private final Clock clock;

    /** @param actor who asks */
    public LakeRecords(LakeSettings settings, AccessAudit audit, String actor, Clock clock) {
        this.settings = settings;
        this.audit = audit;
        this.actor = actor;
        this.clock = clock;
    }

    /**
     * What was read.
     *
     * @param value what was made of it
     * @param rowCount how many rows were read
     */
    public record Read<T>(T value, long rowCount) {}

    /** Reads all rows. */
    public interface Reader<T> {

        Read<T> read(QueryResult result) throws IOException;
    }

    /**
     * Refuses a tenant that the lake knows nothing of: what is asked of it would be answered as if there were such.
     *
     * @throws io.drey.lake.LakeException naming the tenant that may be meant
     */
    public void requireTenant(QueryRequest request) {
        try (Lake lake = Lake.open(settings)) {
            new LakeTenants(lake).require(request.tenant());
        }
    }

    /**
     * Begins a query, and records where whoever asks is refused.
     *
     * @throws AccessRefusedException if it asks for what is not to be seen
     */
    public QueryResult begin(
            Access.Action action, QueryEngine engine, QueryRequest request, Snapshots snapshots, Ending ending) {
        return begin(action, engine, request, () -> engine.run(request, snapshots, ending));
    }

    /**
     * The same, begun in a way of one's own.
     *
     * @throws AccessRefusedException if it asks for what is not to be seen
     */
    public QueryResult begin(
            Access.Action action, QueryEngine engine, QueryRequest request, Supplier<QueryResult> beginning) {
        try {
            return beginning.get();
        } catch (AccessRefusedException e) {
            refused(action, request, engine.sight().name());
            throw e;
        }
    }

    /**
     * Refuses what is about a tenant that whoever asks does not see, and records that.
     *
     * @throws AccessRefusedException if it is
     */
    public void requireSeen(Access.Action action, QueryEngine engine, QueryRequest request) {
        try {
            engine.sight().requireTenant(request.tenant());
        } catch (AccessRefusedException e) {
            refused(action, request, engine.sight().name());
            throw e;
        }
    }

    /**
     * Records that somebody asked for what is not to be seen.
     *
     * @param role who asked
     */
    private void refused(Access.Action action, QueryRequest request, String role) {
        audit.refused(Access.of(
                action,
                request.tenant(),
                actor,
                "role " + role,
                request.ownSql().orElseGet(request::statement),
                request.statement(),
                Map.of()));
    }

    /**
     * Reads the rows of a query that has begun, and records that.
     *
     * @throws io.drey.lake.LakeException if it must be recorded and cannot be; no row has been read then
     */
    public <T> T audited(Access.Action action, QueryResult result, Reader<T> reader) throws IOException {
        return audited(action, result, result.engine(), reader);
    }

    /**
     * The same of rows that go elsewhere.
     *
     * @param index where they go
     * @throws io.drey.lake.LakeException as above
     */
    public <T> T auditedInto(String index, QueryResult result, Reader<T> reader) throws IOException {
        return audited(Access.Action.QUERY, result, result.engine() + " into " + index, reader);
    }

    private <T> T audited(Access.Action action, QueryResult result, String engine, Reader<T> reader)
            throws IOException {
        Access access = Access.of(
                action,
                result.request().tenant(),
                actor,
                engine,
                result.sql(),
                result.request().statement(),
                result.snapshotIds());
        audit.begin(access);
        Read<T> read;
        try {
            read = reader.read(result);
        } catch (IOException | RuntimeException e) {
            audit.failed(access);
            throw e;
        }
        audit.done(access, OptionalLong.of(read.rowCount()));
        return read.value();
    }

    /**
     * Looks into the searchable window, and records that: by whom and where, and a hash of what was looked for.
     *
     * @param where what was searched, in words without values
     * @param asked what was looked for, whole
     * @throws AccessRefusedException if it is not for whoever asks; that is recorded, too
     * @throws io.drey.lake.LakeException if it must be recorded and cannot be; nothing has been searched then
     */
    public <T> T searched(String tenant, String where, String asked, Supplier<Read<T>> search) {
        Access access = Access.of(Access.Action.SEARCH, tenant, actor, "opensearch", asked, where, Map.of());
        audit.begin(access);
        Read<T> read;
        try {
            read = search.get();
        } catch (AccessRefusedException e) {
            audit.refused(access);
            throw e;
        } catch (RuntimeException e) {
            audit.failed(access);
            throw e;
        }
        audit.done(access, OptionalLong.of(read.rowCount()));
        return read.value();
    }

    /** When the first and the last event happened that a query over {@code logs} may see, as far as the lake tells. */
    public EventTimes times(QueryResult result) {
        Long snapshotId = result.snapshotIds().get(LakeTable.LOGS.tableName());
        if (snapshotId == null) {
            return EventTimes.UNKNOWN;
        }
        try (Lake lake = Lake.open(settings)) {
            return EventTimes.of(lake, snapshotId, result.request().tenant());
        }
    }

    /**
     * What was made.
     *
     * @param report its name
     * @param tenant of whose rows
     * @param engine by which engine
     * @param parameters with which parameters
     * @param snapshotIds of which snapshots, by table
     * @param sql by which query; of a pack by which map of clauses to reports
     * @param rowCount how many rows it has
     */
    public record Made(
            String report,
            String tenant,
            String engine,
            Map<String, String> parameters,
            Map<String, Long> snapshotIds,
            String sql,
            long rowCount) {

        /** Of a query's rows. */
        public static Made of(String report, QueryResult result, long rowCount) {
            return new Made(
                    report,
                    result.request().tenant(),
                    result.engine(),
                    result.request().parameters(),
                    result.snapshotIds(),
                    result.sql(),
                    rowCount);
        }
    }

    /** Records a report or a pack of such, before its files are there. */
    public void made(Made made, String manifest) throws JsonProcessingException {
        ObjectNode files = JSON.createObjectNode();
        for (JsonNode file : JSON.readTree(manifest).path("files")) {
            files.put(file.path("name").asText(), file.path("sha256").asText());
        }
        try (Lake lake = Lake.open(settings)) {
            new Reports(lake)
                    .record(new Reports.Run(
                            UUID.randomUUID().toString(),
                            made.report(),
                            made.tenant(),
                            clock.instant(),
                            actor,
                            made.engine(),
                            JSON.writeValueAsString(made.parameters()),
                            made.snapshotIds(),
                            Sha256.of(made.sql()),
                            made.rowCount(),
                            files.toString(),
                            Sha256.of(manifest)));
        }
    }
}
