package io.drey.delivery.sending;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.job.SecretReference;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;

/**
 * The secrets that tenants' targets name. A tenant reaches its own only, whatever its documents say: they are the files
 * {@code FOLDER/TENANT/NAME}, or without a folder the environment variables {@code DREY_SECRET_TENANT_NAME}.
 *
 * @param folder the folder, or empty
 */
public record TenantSecrets(String folder) implements Serializable {

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
}
