package io.drey.metrics;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.MetricDocument;
import io.drey.event.DatasetId;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.metrics.domain.MetricPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The metrics that are documents, those that come along and the tenant's own, dataset by dataset, as they are in force now. For one thread. */
final class MetricPlans {

    private final DatasetDirectory directory;
    private final Map<DatasetId, Known> known = new HashMap<>();

    private record Known(List<MetricDocument> ofTenant, List<MetricPlan> plans) {}

    MetricPlans(DatasetDirectory directory) {
        this.directory = requireNonNull(directory, "directory is null");
    }

    /** Those of a dataset. Quick. */
    List<MetricPlan> of(DatasetId datasetId) {
        List<MetricDocument> ofTenant = directory.metrics(datasetId.tenant());
        Known last = known.get(datasetId);
        if (last == null || last.ofTenant() != ofTenant) {
            last = new Known(
                    ofTenant,
                    Stream.concat(BuiltInMetrics.ALL.stream(), ofTenant.stream())
                            .filter(metric -> metric.isOf(datasetId))
                            .map(MetricPlan::new)
                            .toList());
            known.put(datasetId, last);
        }
        return last.plans();
    }

    /** That of a {@linkplain MetricPlan#key key}, or empty if it is not in force. */
    Optional<MetricPlan> find(DatasetId datasetId, String key) {
        for (MetricPlan plan : of(datasetId)) {
            if (plan.key().equals(key)) {
                return Optional.of(plan);
            }
        }
        return Optional.empty();
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
