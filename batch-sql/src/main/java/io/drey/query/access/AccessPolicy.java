package io.drey.query.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.event.Sha256;
import io.drey.event.Spelling;
import io.drey.query.QueryUsageException;
import io.drey.query.catalog.YamlDocument;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.ImpersonalFields;
import io.drey.query.sight.Sight;
import io.drey.query.sql.Globs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.flink.util.TimeUtils;

/**
 * Who may see what: roles, and the tokens that have them. A token itself is nowhere in it, only its SHA-256.
 *
 * <pre>{@code
 * roles:
 *   web-analysts:
 *     tenants: [acme]
 *     sees: analyst          # or security, who sees personal columns
 *     datasets: access*,elb-*
 *     hosts: web-*
 *     regions: eu-*
 *     past: 30d
 * tokens:
 *   grafana:
 *     role: web-analysts
 *     sha256: 2bb80d53...
 *     expires: 2027-06-30T00:00:00Z
 * }</pre>
 */
public final class AccessPolicy {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+([-_.@][a-z0-9]+)*");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final SortedMap<String, Sight> roles;
    private final Map<String, Token> byHash;

    private record Token(String name, Sight sight, Optional<Instant> expires) {}

    /**
     * What a token is good for.
     *
     * @param name whose it is, for records
     * @param sight what it may see
     */
    public record Grant(String name, Sight sight) {}

    /** As the file has it. */
    record Content(LinkedHashMap<String, Role> roles, LinkedHashMap<String, TokenEntry> tokens) {}

    record Role(List<String> tenants, AccessWord sees, String datasets, String hosts, String regions, String past) {}

    record TokenEntry(String role, String sha256, String expires) {}

    /** The words of {@link AccessRole} in a file. */
    enum AccessWord {
        @JsonProperty("analyst")
        ANALYST,
        @JsonProperty("security")
        SECURITY
    }

    private AccessPolicy(SortedMap<String, Sight> roles, Map<String, Token> byHash) {
        this.roles = roles;
        this.byHash = byHash;
    }

    /** One token that is made up for this run. */
    public static AccessPolicy of(String token, Grant grant) {
        SortedMap<String, Sight> roles = new TreeMap<>();
        roles.put(grant.sight().name(), grant.sight());
        return new AccessPolicy(
                roles, Map.of(Sha256.of(token), new Token(grant.name(), grant.sight(), Optional.empty())));
    }

    /**
     * Reads a file.
     *
     * @throws QueryUsageException naming the file, the line and what is wrong
     */
    public static AccessPolicy read(Path file) {
        String yaml;
        try {
            yaml = Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new QueryUsageException(
                    "the file of roles %s cannot be read as UTF-8 (%s)".formatted(file, e.getMessage()), e);
        }
        return parse(yaml, file.toString());
    }

    static AccessPolicy parse(String yaml, String file) {
        YamlDocument.Wrong wrong =
                (line, words) -> new QueryUsageException("%s, line %d: %s".formatted(file, line, words));
        Content content = YamlDocument.read(yaml, Content.class, "roles and tokens", wrong);
        SortedMap<String, Sight> roles = new TreeMap<>();
        if (content.roles != null) {
            content.roles.forEach((name, role) -> roles.put(
                    name, at(yaml, name, wrong, () -> sight(requireName("role", name), require("role", name, role)))));
        }
        Map<String, Token> byHash = new LinkedHashMap<>();
        if (content.tokens != null) {
            content.tokens.forEach((name, entry) -> at(yaml, name, wrong, () -> {
                TokenEntry given = require("token", requireName("token", name), entry);
                Token earlier = byHash.put(hash(name, given.sha256), token(name, given, roles));
                if (earlier != null) {
                    throw new IllegalArgumentException(
                            "the tokens %s and %s are the same: give each its own".formatted(earlier.name, name));
                }
                return name;
            }));
        }
        return new AccessPolicy(roles, byHash);
    }

    private static <T> T at(String yaml, String name, YamlDocument.Wrong wrong, Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            QueryUsageException named = wrong.at(YamlDocument.lineOfKey(yaml, name), e.getMessage());
            named.addSuppressed(e);
            throw named;
        }
    }

    private static String requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the %s's name '%s' must be of small letters, digits and - _ . @"
                    .formatted(what, Printable.of(name)));
        }
        return name;
    }

    private static <T> T require(String what, String name, T part) {
        if (part == null) {
            throw new IllegalArgumentException("the %s %s says nothing".formatted(what, name));
        }
        return part;
    }

    private static Sight sight(String name, Role role) {
        if (role.tenants == null || role.tenants.isEmpty()) {
            throw new IllegalArgumentException(
                    "the role %s has no tenants: write whose rows it sees, as in tenants: [acme]".formatted(name));
        }
        for (String tenant : role.tenants) {
            if (!tenant.contains("*")) {
                DatasetId.requireTenant(tenant);
            }
        }
        if (role.sees == null) {
            throw new IllegalArgumentException(
                    "the role %s does not say what it sees: write sees: analyst, or sees: security for personal columns"
                            .formatted(name));
        }
        return new Sight(
                name,
                new Globs(role.tenants),
                AccessRole.valueOf(role.sees.name()),
                globs("datasets", role.datasets),
                globs("hosts", role.hosts),
                globs("regions", role.regions),
                Optional.ofNullable(role.past).map(AccessPolicy::past),
                ImpersonalFields.NONE);
    }

    private static Globs globs(String key, String text) {
        return text == null ? Globs.ALL : Globs.parse(key, text);
    }

    private static Duration past(String text) {
        Duration past;
        try {
            past = TimeUtils.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "past is '%s': write a length of time such as 30d or 12h".formatted(Printable.of(text)), e);
        }
        if (past.isZero() || past.isNegative()) {
            throw new IllegalArgumentException("past is '%s': it must be longer than nothing".formatted(text));
        }
        return past;
    }

    private static String hash(String name, String sha256) {
        if (sha256 == null || !SHA_256.matcher(sha256).matches()) {
            // The value is not repeated: it may be the token itself.
            throw new IllegalArgumentException(
                    "the token %s has no sha256 of 64 hexadecimal digits: 'drey serve token' makes a token and says it"
                            .formatted(name));
        }
        return sha256;
    }

    private static Token token(String name, TokenEntry entry, SortedMap<String, Sight> roles) {
        Sight sight = entry.role == null ? null : roles.get(entry.role);
        if (sight == null) {
            throw new IllegalArgumentException("the token %s has the role '%s', which is none of this file%s"
                    .formatted(
                            name,
                            Printable.of(String.valueOf(entry.role)),
                            Spelling.suggestion(String.valueOf(entry.role), List.copyOf(roles.keySet()))));
        }
        return new Token(name, sight, Optional.ofNullable(entry.expires).map(AccessPolicy::moment));
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "expires is '%s': write a moment in UTC such as 2027-06-30T00:00:00Z".formatted(Printable.of(text)),
                    e);
        }
    }

    /**
     * What a role sees.
     *
     * @throws QueryUsageException naming what may be meant, if there is no such role
     */
    public Sight role(String name) {
        Sight sight = roles.get(name);
        if (sight == null) {
            throw new QueryUsageException("there is no role '%s' in the file of roles%s"
                    .formatted(Printable.of(name), Spelling.suggestion(name, List.copyOf(roles.keySet()))));
        }
        return sight;
    }

    /** What a token is good for; empty where it is none, or is over. */
    public Optional<Grant> grant(String token, Instant now) {
        return Optional.ofNullable(byHash.get(Sha256.of(token)))
                .filter(known -> known.expires.isEmpty() || now.isBefore(known.expires.get()))
                .map(known -> new Grant(known.name, known.sight));
    }

    /** The same, whose roles see open fields that name nobody. */
    public AccessPolicy with(ImpersonalFields impersonal) {
        return mapped(sight -> sight.with(impersonal));
    }

    /** The same, whose roles see no more than another one does. */
    public AccessPolicy within(Sight other) {
        return mapped(sight -> sight.and(other));
    }

    private AccessPolicy mapped(UnaryOperator<Sight> changed) {
        SortedMap<String, Sight> seeing = new TreeMap<>();
        roles.forEach((name, sight) -> seeing.put(name, changed.apply(sight)));
        Map<String, Token> tokens = new LinkedHashMap<>();
        byHash.forEach(
                (hash, token) -> tokens.put(hash, new Token(token.name, changed.apply(token.sight), token.expires)));
        return new AccessPolicy(seeing, tokens);
    }

    /** How many tokens there are. */
    public int tokens() {
        return byHash.size();
    }
}
