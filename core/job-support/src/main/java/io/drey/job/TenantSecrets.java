package io.drey.job;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.SecretReference;
import io.drey.event.Utf8;
import io.drey.format.redact.RedactionSecrets;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets that tenants' documents name. A tenant reaches its own only, whatever its documents say: they are the files
 * {@code FOLDER/TENANT/NAME}, or without a folder the environment variables {@code DREY_SECRET_TENANT_NAME}.
 *
 * @param folder the folder, or empty
 */
public record TenantSecrets(String folder) implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(TenantSecrets.class);

    public TenantSecrets {
        requireNonNull(folder, "folder is null");
    }

    /**
     * Reads a secret anew.
     *
     * @throws IllegalStateException naming where it should be, if it is not there
     */
    public String read(String tenant, String name, Map<String, String> environment) {
        DatasetId.requireTenant(tenant);
        // The grammar of names has no dot and no slash.
        DatasetId.requireTenant(name);
        String reference = folder.isEmpty()
                ? "env:DREY_SECRET_%s_%s"
                        .formatted(tenant, name)
                        .toUpperCase(Locale.ROOT)
                        .replace("ENV:", "env:")
                : "file:%s/%s/%s".formatted(folder, tenant, name);
        return new SecretReference("the secret '%s' of tenant %s".formatted(name, tenant), reference)
                .resolve(environment);
    }

    /** One tenant's, for keyed hashes; one that is not there is told of in the log, by name and place. */
    public RedactionSecrets forRedaction(String tenant, Map<String, String> environment) {
        return name -> {
            try {
                return Optional.of(Utf8.encode(read(tenant, name, environment)));
            } catch (IllegalStateException e) {
                LOG.error("what {} wants hashed is masked: {}; then start the job anew", tenant, e.getMessage());
                return Optional.empty();
            }
        };
    }
}
