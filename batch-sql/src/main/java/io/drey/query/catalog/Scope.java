package io.drey.query.catalog;

import io.drey.event.DatasetId;
import io.drey.query.QueryUsageException;
import io.drey.query.sql.Globs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of the lake a query sees: every query, whatever its text says.
 *
 * @param tenant whose rows
 * @param from the first moment; empty for no bound
 * @param to the moment after the last; empty for no bound
 * @param dates on which days; empty for all
 * @param datasets of which datasets
 * @param hosts of which hosts, as lines or their senders name them
 * @param regions of which regions: the field {@code cloud.region}
 */
public record Scope(
        String tenant,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<DateGlob> dates,
        Globs datasets,
        Globs hosts,
        Globs regions) {

    static final String TENANT = "tenant";
    static final String FROM = "from";
    static final String TO = "to";
    static final String DATE = "date";
    static final String DATASET = "dataset";
    static final String HOST = "host";
    static final String REGION = "region";

    /** The parameters that belong to every query. */
    static final Set<String> NAMES = new TreeSet<>(Set.of(TENANT, FROM, TO, DATE, DATASET, HOST, REGION));

    public Scope {
        DatasetId.requireTenant(tenant);
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new QueryUsageException(
                    "from is %s and to is %s: from must be before to".formatted(from.get(), to.get()));
        }
    }

    /**
     * Reads it from parameters, among which others may be.
     *
     * @throws QueryUsageException if the tenant is missing or a parameter is of another type
     */
    static Scope of(Map<String, String> given) {
        return new Scope(
                tenant(given),
                Optional.ofNullable(given.get(FROM)).map(value -> ParameterDefinition.instant(FROM, value)),
                Optional.ofNullable(given.get(TO)).map(value -> ParameterDefinition.instant(TO, value)),
                Optional.ofNullable(given.get(DATE)).map(value -> DateGlob.parse(DATE, value)),
                globs(given, DATASET),
                globs(given, HOST),
                globs(given, REGION));
    }

    /** The same without what is before a moment. */
    Scope notBefore(Instant earliest) {
        if (from.isPresent() && !from.get().isBefore(earliest)) {
            return this;
        }
        if (to.isPresent() && !to.get().isAfter(earliest)) {
            throw new QueryUsageException("to is %s, and nothing before %s is to be seen: ask for a later time"
                    .formatted(to.get(), earliest));
        }
        return new Scope(tenant, Optional.of(earliest), to, dates, datasets, hosts, regions);
    }

    /** For the record: those that were given, moments as moments. */
    Map<String, String> parameters(Map<String, String> given) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(TENANT, tenant);
        from.ifPresent(moment -> all.put(FROM, moment.toString()));
        to.ifPresent(moment -> all.put(TO, moment.toString()));
        for (String name : new String[] {DATE, DATASET, HOST, REGION}) {
            if (given.containsKey(name)) {
                all.put(name, given.get(name));
            }
        }
        return all;
    }

    private static Globs globs(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name))
                .map(text -> Globs.parse(name, text))
                .orElse(Globs.ALL);
    }

    private static String tenant(Map<String, String> parameters) {
        String tenant = parameters.get(TENANT);
        if (tenant == null) {
            throw new QueryUsageException("the parameter tenant is missing: say whose rows, as in tenant=acme");
        }
        try {
            return DatasetId.requireTenant(tenant);
        } catch (IllegalArgumentException e) {
            throw new QueryUsageException(e.getMessage(), e);
        }
    }
}
