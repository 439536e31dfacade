package io.drey.query.index;

import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import java.util.regex.Pattern;

/**
 * An index that holds results of a tenant's queries: {@code results-<tenant>-<name>}. Tenants' names have no dash, so that none
 * is another tenant's, and no other index of ours begins so.
 *
 * @param tenant whose rows the results are made of
 * @param name what it is called among the tenant's
 */
public record ResultIndex(String tenant, String name) {

    /** What all of them begin with. */
    public static final String KIND = "results";

    private static final String GRAMMAR = "[a-z0-9][a-z0-9_.-]{0,99}";
    private static final Pattern NAME = Pattern.compile(GRAMMAR);

    /** What the indices begin with that are written by others of ours, or by OpenSearch itself. */
    private static final Pattern TAKEN =
            Pattern.compile("(\\.|(logs|alerts|metrics|staged|rejected|results)(-|$|\\*)).*", Pattern.DOTALL);

    public ResultIndex {
        DatasetId.requireTenant(tenant);
    }

    /**
     * The index of a name.
     *
     * @param given {@code peaks}, or all of {@code results-acme-peaks}
     * @throws QueryUsageException if it is no such name, or that of an index of ours that holds something else
     */
    public static ResultIndex of(String tenant, String given) {
        String prefix = prefix(tenant);
        String name = given.startsWith(prefix) ? given.substring(prefix.length()) : given;
        if (TAKEN.matcher(name).matches()) {
            throw new QueryUsageException(
                    "'%s' is a name of indices that hold something else, or another tenant's results: results of %s go to %sNAME, so give a name such as 'peaks'"
                            .formatted(Printable.of(given), tenant, prefix));
        }
        if (!NAME.matcher(name).matches()) {
            throw new QueryUsageException("'%s' is no name of an index of results: write %s, such as 'peaks'"
                    .formatted(Printable.of(given), GRAMMAR));
        }
        return new ResultIndex(tenant, name);
    }

    private static String prefix(String tenant) {
        return KIND + "-" + tenant + "-";
    }

    /** The pattern of all of a tenant's. */
    public static String pattern(String tenant) {
        return prefix(tenant) + "*";
    }

    /** What OpenSearch calls it. */
    public String index() {
        return prefix(tenant) + name;
    }
}
