package io.drey.query.sight;

import static java.util.Objects.requireNonNull;

import io.drey.query.sql.Globs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What of the lake those may see who ask. The engine adds it to every query, whatever its text and its parameters say.
 *
 * @param name of the role, for people
 * @param tenants whose rows
 * @param role whether personal columns are masked
 * @param datasets of which datasets
 * @param hosts of which hosts
 * @param regions of which regions
 * @param past how far back; empty for all there is
 * @param impersonal the open fields that analysts see
 */
public record Sight(
        String name,
        Globs tenants,
        AccessRole role,
        Globs datasets,
        Globs hosts,
        Globs regions,
        Optional<Duration> past,
        ImpersonalFields impersonal) {

    /** Nothing is hidden: of those who hold the lake's own login. */
    public static final Sight EVERYTHING = new Sight(
            "operator",
            Globs.ALL,
            AccessRole.SECURITY,
            Globs.ALL,
            Globs.ALL,
            Globs.ALL,
            Optional.empty(),
            ImpersonalFields.NONE);

    public Sight {
        requireNonNull(name, "name is null");
        requireNonNull(role, "role is null");
        past.ifPresent(length -> {
            if (length.isNegative() || length.isZero()) {
                throw new IllegalArgumentException("past is %s: it must be longer than nothing".formatted(length));
            }
        });
    }

    /** The same role, which sees open fields that name nobody. */
    public Sight with(ImpersonalFields fields) {
        return new Sight(name, tenants, role, datasets, hosts, regions, past, fields);
    }

    /**
     * To be asked before anything of a tenant is looked at.
     *
     * @throws AccessRefusedException if its rows are not for this role
     */
    public void requireTenant(String tenant) {
        if (!tenants.matches(tenant)) {
            throw new AccessRefusedException("the role %s sees nothing of tenant %s".formatted(name, tenant));
        }
    }

    /** The first moment it sees; empty for all. */
    public Optional<Instant> earliest(Instant now) {
        return past.map(now::minus);
    }

    /** For the record of what an answer rests on. */
    public String words() {
        StringBuilder words = new StringBuilder("role %s, %s".formatted(name, role.word()));
        add(words, "datasets", datasets);
        add(words, "hosts", hosts);
        add(words, "regions", regions);
        past.ifPresent(length -> words.append(", the last ").append(length));
        return words.toString();
    }

    private static void add(StringBuilder words, String what, Globs globs) {
        if (!globs.isAll()) {
            words.append(", ").append(what).append(' ').append(String.join(",", globs.patterns()));
        }
    }
}
