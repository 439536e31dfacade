package io.drey.operations.capacity;

import static java.util.Objects.requireNonNull;

import io.drey.lake.StoredBytes;
import io.drey.query.report.DatasetVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a dataset's day takes, and what that costs by the price table.
 *
 * @param rawBytes of its lines, as they arrived
 * @param lakeBytes of the lake's files
 * @param indexBytes of OpenSearch, copies included
 * @param rawDollars what the day's lines cost where they are paid for as they are taken in
 * @param lakeDollars what the day's files cost in an object store, from their first month to their last; requests are not in it
 */
public record DayCost(
        String dataset, long rawBytes, long lakeBytes, long indexBytes, double rawDollars, double lakeDollars) {

    private static final double GIB = 1L << 30;
    private static final double DAYS_A_YEAR = 365;

    public DayCost {
        requireNonNull(dataset, "dataset is null");
    }

    /**
     * Those of a tenant's day, by name of the dataset.
     *
     * @param volumes the lines
     * @param stored the lake's files: those of several datasets are shared out by bytes of lines
     * @param indexBytes of OpenSearch, by dataset
     */
    public static List<DayCost> of(
            PriceTable prices, List<DatasetVolume> volumes, StoredBytes stored, Map<String, Long> indexBytes) {
        SortedMap<String, Long> raw = new TreeMap<>();
        volumes.forEach(volume -> raw.put(volume.dataset(), volume.lineBytes()));
        long allRaw = raw.values().stream().mapToLong(Long::longValue).sum();
        SortedMap<String, Long> lake = new TreeMap<>(stored.byDataset());
        if (allRaw > 0) {
            raw.forEach((dataset, bytes) ->
                    lake.merge(dataset, Math.round((double) stored.mixed() * bytes / allRaw), Long::sum));
        }
        SortedMap<String, Long> datasets = new TreeMap<>(raw);
        datasets.putAll(lake);
        datasets.putAll(indexBytes);
        // All that a tenant sends is on one bill, so its whole day says which step of the price is reached.
        double gibADayYear = prices.ingestPrice(allRaw / GIB).gibADayYear();
        double gibStored = prices.objectStore().classes().values().stream()
                .mapToDouble(storage -> storage.months() * storage.gbMonth())
                .sum();
        List<DayCost> costs = new ArrayList<>();
        for (String dataset : datasets.keySet()) {
            long rawBytes = raw.getOrDefault(dataset, 0L);
            long lakeBytes = lake.getOrDefault(dataset, 0L);
            costs.add(new DayCost(
                    dataset,
                    rawBytes,
                    lakeBytes,
                    indexBytes.getOrDefault(dataset, 0L),
                    rawBytes / GIB * gibADayYear / DAYS_A_YEAR,
                    lakeBytes / GIB * gibStored));
        }
        return List.copyOf(costs);
    }
}
