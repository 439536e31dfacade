package io.drey.event;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Names one stream of log lines: a tenant ({@code data_stream.namespace}) and one of its datasets
 * ({@code data_stream.dataset}).
 *
 * <p>Both match {@code [a-z][a-z0-9]{1,30}}: no dot, dash or wildcard, so that topics, indices and paths derived from
 * them cannot be mistaken for another tenant's.
 */
public record DatasetId(String tenant, String dataset) implements Comparable<DatasetId> {

    /** The grammar of tenant and dataset names, as a regular expression. */
    public static final String GRAMMAR = "[a-z][a-z0-9]{1,30}";

    private static final Pattern NAME = Pattern.compile(GRAMMAR);

    public DatasetId {
        requireTenant(tenant);
        requireName("dataset", dataset);
    }

    /**
     * Returns the tenant's name if it follows the grammar.
     *
     * @throws IllegalArgumentException naming the value and the grammar, if it does not
     */
    public static String requireTenant(String tenant) {
        return requireName("tenant", tenant);
    }

    /** Whether the name follows the grammar of tenant and dataset names. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static String requireName(String kind, String name) {
        requireNonNull(name, () -> kind + " is null");
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "%s name '%s' is not allowed: use 2 to 31 characters, a lower-case letter first, then lower-case letters and digits (%s)"
                            .formatted(kind, Printable.of(name), GRAMMAR));
        }
        return name;
    }

    @Override
    public int compareTo(DatasetId other) {
        int byTenant = tenant.compareTo(other.tenant);
        return byTenant != 0 ? byTenant : dataset.compareTo(other.dataset);
    }

    /** The form {@code tenant/dataset}. */
    @Override
    public String toString() {
        return tenant + "/" + dataset;
    }
}
