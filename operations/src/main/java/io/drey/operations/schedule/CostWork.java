package io.drey.operations.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.job.opensearch.SearchDocument;
import io.drey.lake.Lake;
import io.drey.lake.StoredBytes;
import io.drey.operations.capacity.CostDocuments;
import io.drey.operations.capacity.DayCost;
import io.drey.operations.capacity.PriceTable;
import io.drey.operations.search.IndexBytes;
import io.drey.operations.search.IndexCare;
import io.drey.operations.search.SearchServer;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.report.DatasetVolume;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes into OpenSearch what the day before a slot takes, of each tenant and dataset: bytes of lines, of the lake and of
 * indices, and what they cost. Ids follow from the day, so that a repetition overwrites.
 */
public record CostWork(ScheduleServers servers) implements Work {

    /** What the work is called. */
    public static final String NAME = "metrics cost";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", "prices");
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        LocalDate day = slot.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1);
        PriceTable prices = prices(schedule);
        SearchServer search = SearchServer.open(servers.openSearch(), IndexCare.TIMEOUT);
        FlinkQueryEngine engine = new FlinkQueryEngine(servers.lake().settings());
        Collection<String> tenants;
        try (Lake lake = Lake.open(servers.lake().settings())) {
            tenants = Tenants.of(schedule, lake);
            Tenants.forEach(tenants, "accounted for", tenant -> {
                List<DayCost> costs = DayCost.of(
                        prices,
                        DatasetVolume.of(engine, tenant, day),
                        StoredBytes.of(lake, tenant, day),
                        IndexBytes.of(search, tenant, day));
                write(search, CostDocuments.of(tenant, day, costs));
            });
        }
        return "%s of %,d tenants".formatted(day, tenants.size());
    }

    private static PriceTable prices(Schedule schedule) {
        String file = schedule.arguments().get("prices");
        try {
            return PriceTable.of(
                    file == null ? PriceTable.published() : Files.readString(Path.of(file), StandardCharsets.UTF_8),
                    Map.of());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "schedule %s: prices '%s' are no price table: %s".formatted(schedule.name(), file, e.getMessage()),
                    e);
        }
    }

    private static void write(SearchServer search, List<SearchDocument> documents) {
        if (documents.isEmpty()) {
            return;
        }
        StringBuilder actions = new StringBuilder();
        for (SearchDocument document : documents) {
            ObjectNode action = JSON.createObjectNode();
            action.putObject("index").put("_index", document.index()).put("_id", document.id());
            actions.append(action).append('\n');
            actions.append(new String(document.json(), StandardCharsets.UTF_8)).append('\n');
        }
        for (JsonNode item : search.bulk(actions.toString()).path("items")) {
            if (item.path("index").has("error")) {
                throw new ScheduleException("OpenSearch refuses what a day costs: %s"
                        .formatted(item.at("/index/error/reason").asText()));
            }
        }
    }
}
