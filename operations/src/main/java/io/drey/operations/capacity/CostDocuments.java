package io.drey.operations.capacity;

import io.drey.job.opensearch.SearchDocument;
import io.drey.query.rollup.PeriodDocuments;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a day of a tenant takes and costs, as documents among its metrics. */
public final class CostDocuments {

    private static final String TYPE = "cost";
    private static final String BYTES = "bytes";
    private static final String DOLLARS = "usd";

    private CostDocuments() {}

    /** Five for each dataset. Ids follow from tenant, dataset and day, so that a repetition overwrites. */
    public static List<SearchDocument> of(String tenant, LocalDate day, List<DayCost> costs) {
        PeriodDocuments documents =
                new PeriodDocuments(tenant, day.atStartOfDay(ZoneOffset.UTC).toInstant(), Duration.ofDays(1));
        List<SearchDocument> all = new ArrayList<>();
        for (DayCost cost : costs) {
            all.add(document(documents, cost.dataset(), "raw_bytes", BYTES, cost.rawBytes()));
            all.add(document(documents, cost.dataset(), "lake_bytes", BYTES, cost.lakeBytes()));
            all.add(document(documents, cost.dataset(), "index_bytes", BYTES, cost.indexBytes()));
            all.add(document(documents, cost.dataset(), "raw_usd", DOLLARS, cost.rawDollars()));
            all.add(document(documents, cost.dataset(), "lake_usd", DOLLARS, cost.lakeDollars()));
        }
        return all;
    }

    /** The value once more by its unit: dashboards show a field's numbers in one way. */
    private static SearchDocument document(
            PeriodDocuments documents, String dataset, String metric, String unit, Number value) {
        return documents.of(
                dataset,
                TYPE + " " + metric,
                Map.of("attribute_type", TYPE, "metric", metric, "dimension", TYPE),
                Map.of("value", value, unit, value));
    }
}
