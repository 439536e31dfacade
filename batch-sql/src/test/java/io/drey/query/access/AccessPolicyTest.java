package io.drey.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.Sha256;
import io.drey.query.QueryUsageException;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.Sight;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPolicyTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String ROLES =
            """
            roles:
              web:
                tenants: [acme, glo*]
                sees: analyst
                datasets: access*,elb-*
                hosts: web-*
                regions: eu-*
                past: 30d
              all-acme:
                tenants: [acme]
                sees: security
            """;

    @Test
    void readsRolesAndTokens() {
        AccessPolicy policy = AccessPolicy.parse(
                ROLES
                        + "tokens:\n  grafana:\n    role: web\n    sha256: %s\n    expires: 2026-06-02T00:00:00Z\n"
                                .formatted(Sha256.of("open sesame")),
                "access.yaml");

        Sight web = policy.role("web");
        assertThat(web.tenants().matches("globex")).isTrue();
        assertThat(web.tenants().matches("hooli")).isFalse();
        assertThat(web.role()).isEqualTo(AccessRole.ANALYST);
        assertThat(web.datasets().patterns()).containsExactly("access*", "elb-*");
        assertThat(web.past()).contains(Duration.ofDays(30));
        assertThat(web.words())
                .isEqualTo("role web, analyst, datasets access*,elb-*, hosts web-*, regions eu-*, the last PT720H");
        assertThat(policy.role("all-acme").words()).isEqualTo("role all-acme, security");
        assertThat(policy.grant("open sesame", NOW)).contains(new AccessPolicy.Grant("grafana", web));
        assertThat(policy.grant("open sesame", NOW.plus(Duration.ofDays(1)))).isEmpty();
        assertThat(policy.grant("", NOW)).isEmpty();
        assertThat(policy.grant(Sha256.of("open sesame"), NOW))
                .as("the hash is no token")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "",
            textBlock =
                    """
            tokens: {a: {role: web, sha256: abc}} | line 12: the token a has no sha256 of 64 hexadecimal digits
            tokens: {a: {rol: web}} | line 12: there is no key 'rol': did you mean 'role'?
            tokens: {a: {role: wep, sha256: %H}} | line 12: the token a has the role 'wep', which is none of this file: did you mean 'web'?
            tokens: {a: {role: web, sha256: %H}, b: {role: web, sha256: %H}} | line 12: the tokens a and b are the same
            tokens: {a: {role: web, sha256: %H, expires: soon}} | line 12: expires is 'soon'
            tokens: {A b: {role: web, sha256: %H}} | line 12: the token's name 'A b' must be
            tokens: {a: } | line 12: the token a says nothing
            """)
    void refusesATokenThatIsNone(String tokens, String words) {
        assertThatThrownBy(() -> AccessPolicy.parse(ROLES + tokens.replace("%H", Sha256.of("x")) + "\n", "access.yaml"))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageStartingWith("access.yaml, " + words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {sees: analyst} | the role r has no tenants
            {tenants: [A!], sees: analyst} | tenant name 'A!'
            {tenants: [acme]} | the role r does not say what it sees
            {tenants: [acme], sees: analyst, past: long} | past is 'long'
            {tenants: [acme], sees: analyst, past: 0s} | past is '0s'
            {tenants: [acme], sees: analyst, hosts: 'a,,b'} | hosts is 'a,,b'
            """)
    void refusesARoleThatIsNone(String role, String words) {
        assertThatThrownBy(() -> AccessPolicy.parse("roles:\n  r: " + role + "\n", "access.yaml"))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageStartingWith("access.yaml, line 2: ")
                .hasMessageContaining(words);
    }

    @Test
    void namesWhatMayBeMeant() {
        AccessPolicy policy = AccessPolicy.parse(ROLES, "access.yaml");
        assertThatThrownBy(() -> policy.role("wbe"))
                .hasMessage("there is no role 'wbe' in the file of roles: did you mean 'web'?");
        assertThatThrownBy(() -> AccessPolicy.read(Path.of("nowhere.yaml")))
                .hasMessageContaining("the file of roles nowhere.yaml cannot be read");
        assertThat(AccessPolicy.of("t", new AccessPolicy.Grant("me", Sight.EVERYTHING))
                        .grant("t", NOW))
                .isEqualTo(Optional.of(new AccessPolicy.Grant("me", Sight.EVERYTHING)));
    }
}
