package io.drey.metrics;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.MetricDocument;
import io.drey.event.DatasetId;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.metrics.domain.BuiltInMetrics;
import io.drey.metrics.domain.MetricPlan;
import io.drey.metrics.domain.PlansByStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The metrics that are documents, those that come along and the tenant's own, dataset by dataset, as they are in force now. For one thread. */
final class MetricPlans {

    private final DatasetDirectory directory;
    private final Map<DatasetId, Known> known = new HashMap<>();

    /** Those of datasets that have no others. */
    private final PlansByStatus builtIn = new PlansByStatus(BuiltInMetrics.PLANS);

    private record Known(List<MetricDocument> ofTenant, PlansByStatus plans) {}

    MetricPlans(DatasetDirectory directory) {
        this.directory = requireNonNull(directory, "directory is null");
    }

    /** Those of a dataset. Quick. */
    PlansByStatus of(DatasetId datasetId) {
        List<MetricDocument> ofTenant = directory.metrics(datasetId.tenant());
        Known last = known.get(datasetId);
        if (last == null || last.ofTenant() != ofTenant) {
            List<MetricPlan> own = ofTenant.stream()
                    .filter(metric -> metric.isOf(datasetId))
                    .map(MetricPlan::new)
                    .toList();
            last = new Known(ofTenant, own.isEmpty() ? builtIn : withBuiltIn(own));
            known.put(datasetId, last);
        }
        return last.plans();
    }

    private static PlansByStatus withBuiltIn(List<MetricPlan> own) {
        return new PlansByStatus(
                Stream.concat(BuiltInMetrics.PLANS.stream(), own.stream()).toList());
    }

    /** That of a {@linkplain MetricPlan#key key}, or empty if it is not in force. */
    Optional<MetricPlan> find(DatasetId datasetId, String key) {
        return of(datasetId).find(key);
    }

    /** The same, and looks first for what was published in the meantime: whoever counted by it may have read further. */
    Optional<MetricPlan> findLatest(DatasetId datasetId, String key) {
        Optional<MetricPlan> found = find(datasetId, key);
        if (found.isPresent()) {
            return found;
        }
        directory.refresh();
        return find(datasetId, key);
    }
}
