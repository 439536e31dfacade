package io.drey.query.report;

import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.PackDefinition;
import io.drey.query.catalog.Period;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which pack is to be made, of whose rows, for which time.
 *
 * @param pack the pack
 * @param period the time
 * @param tenant whose rows
 * @param reports what is asked for each of the pack's reports, in their order
 */
public record PackRequest(PackDefinition pack, Period period, String tenant, List<QueryRequest> reports) {

    public PackRequest {
        reports = List.copyOf(reports);
    }

    /**
     * A pack with its parameters.
     *
     * @param parameters values for the reports' own parameters, each called {@code REPORT.PARAMETER}; stronger than the pack's
     * @throws QueryUsageException if there is no such pack or a parameter is wrong
     */
    public static PackRequest of(
            QueryCatalog catalog, String pack, Period period, String tenant, Map<String, String> parameters) {
        PackDefinition definition = catalog.pack(pack);
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        for (String report : definition.reports()) {
            Map<String, String> own =
                    new LinkedHashMap<>(definition.parameters().getOrDefault(report, Map.of()));
            own.put("tenant", tenant);
            own.put("from", period.from().toString());
            own.put("to", period.to().toString());
            values.put(report, own);
        }
        parameters.forEach((name, value) -> {
            int dot = name.indexOf('.');
            Map<String, String> own = dot < 0 ? null : values.get(name.substring(0, dot));
            if (own == null) {
                throw new QueryUsageException(
                        "the parameter '%s' is of none of the pack's reports: write REPORT.NAME=VALUE, with one of %s"
                                .formatted(Printable.of(name), String.join(", ", definition.reports())));
            }
            own.put(name.substring(dot + 1), value);
        });
        List<QueryRequest> reports = values.entrySet().stream()
                .map(report -> QueryRequest.of(catalog.report(report.getKey()), report.getValue()))
                .toList();
        return new PackRequest(definition, period, tenant, reports);
    }

    /** What the pack's folder is called, such as {@code pci-2026-10-acme}. */
    public String folderName() {
        return "%s-%s-%s".formatted(pack.id(), period.text(), tenant);
    }
}
