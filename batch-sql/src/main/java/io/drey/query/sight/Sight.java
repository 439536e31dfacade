package io.drey.query.sight;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
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

    /**
     * What both see: of the tenants, datasets, hosts and regions that both name, as far back as both, and personal columns
     * where both do.
     */
    public Sight and(Sight other) {
        if (equals(EVERYTHING) || equals(other)) {
            return other;
        }
        if (other.equals(EVERYTHING)) {
            return this;
        }
        return new Sight(
                name.equals(other.name) ? name : "%s within %s".formatted(name, other.name),
                tenants.and(other.tenants),
                role.seesPersonalData() ? other.role : role,
                datasets.and(other.datasets),
                hosts.and(other.hosts),
                regions.and(other.regions),
                past.isPresent() && other.past.isPresent()
                        ? Optional.of(past.get().compareTo(other.past.get()) < 0 ? past.get() : other.past.get())
                        : past.or(other::past),
                role.seesPersonalData() ? other.impersonal : impersonal);
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

    /**
     * To be asked before lines of a tenant are looked at as they came: they name people.
     *
     * @throws AccessRefusedException if they are not for this role
     */
    public void requireLines(String tenant) {
        requireTenant(tenant);
        if (!role.seesPersonalData()) {
            throw new AccessRefusedException(
                    "the role %s sees no lines, as they name people: ask a named query".formatted(name));
        }
    }

    /**
     * To be asked before all lines of a dataset are given away, which cannot be told apart by host or region.
     *
     * @throws AccessRefusedException if not all of them are for this role
     */
    public void requireLinesOf(DatasetId dataset) {
        requireLines(dataset.tenant());
        if (!datasets.matches(dataset.dataset())) {
            throw new AccessRefusedException(
                    "the role %s sees nothing of dataset %s".formatted(name, dataset.dataset()));
        }
        if (!hosts.isAll() || !regions.isAll()) {
            throw new AccessRefusedException(
                    "the role %s sees lines of some hosts or regions alone, and these are all of the dataset: ask a query"
                            .formatted(name));
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
            words.append(", ").append(what).append(' ').append(globs.words());
        }
    }
}
