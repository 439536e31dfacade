package io.drey.operations.search.domain;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long documents of a kind stay searchable: of all tenants, of one, or of one dataset.
 *
 * @param tenant whose; empty for everybody's
 * @param dataset of which dataset; empty for all
 * @param kind {@code logs, alerts, metrics, staged} or {@code rejected}
 * @param days after the end of the index's day or month
 */
public record Keep(String tenant, String dataset, String kind, int days) {

    private static final Pattern RULE = Pattern.compile(
            "(?:(" + DatasetId.GRAMMAR + ")(?:/(" + DatasetId.GRAMMAR + "))?:)?(" + DatedIndex.KINDS + ")=(\\d{1,5})d");

    public Keep {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(kind, "kind is null");
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException naming the value and the grammar
     */
    public static Keep parse(String rule) {
        Matcher matcher = RULE.matcher(rule);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--keep '%s' is no rule: write KIND=DAYSd, TENANT:KIND=DAYSd or TENANT/DATASET:KIND=DAYSd, such as logs=30d or acme/audit:logs=400d; kinds are %s"
                            .formatted(Printable.of(rule), DatedIndex.KINDS.replace("|", ", ")));
        }
        return new Keep(
                matcher.group(1) == null ? "" : matcher.group(1),
                matcher.group(2) == null ? "" : matcher.group(2),
                matcher.group(3),
                Integer.parseInt(matcher.group(4)));
    }

    boolean isFor(DatedIndex index) {
        return kind.equals(index.kind()) && (tenant.isEmpty() || tenant.equals(index.tenant()));
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        String whose = tenant.isEmpty() ? "" : dataset.isEmpty() ? tenant + ":" : tenant + "/" + dataset + ":";
        return whose + kind + "=" + days + "d";
    }
}
