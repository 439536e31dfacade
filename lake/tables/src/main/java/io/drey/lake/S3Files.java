package io.drey.lake;

import io.drey.event.SecretReference;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.io.FileIO;

/** Files on S3 that are reached with a login of their own, which is not the lake's. */
public final class S3Files {

    private S3Files() {}

    /** Whether a property of Iceberg's holds a secret. */
    public static boolean isSecret(String property) {
        return LakeSettings.SECRET_PROPERTIES.contains(property);
    }

    /**
     * Refuses what does not say where a secret is.
     *
     * @param key the setting
     * @throws IllegalArgumentException that does not repeat the value, which may be the secret
     */
    public static void requireReference(String key, String reference) {
        new SecretReference(key, reference);
    }

    /**
     * The files, to be closed.
     *
     * @param properties Iceberg's, those without a secret
     * @param secrets where the secret ones are: {@code env:NAME} or {@code file:/path}
     * @param settings which setting says so, for messages
     * @throws LakeException if a secret is not there
     */
    public static FileIO open(
            Map<String, String> properties, Map<String, String> secrets, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(properties);
        Map<String, SecretReference> references = new HashMap<>();
        secrets.forEach((property, reference) ->
                references.put(property, new SecretReference(settings.get(property), reference)));
        // Read at once too: a client would ask for it again and again before it told.
        references.values().forEach(reference -> Secrets.resolve(reference, System.getenv()));
        all.putAll(S3LoginProperties.of(references, all));
        references.forEach((property, reference) -> all.put(property, Secrets.resolve(reference, System.getenv())));
        return CatalogUtil.loadFileIO(LakeCatalogLoader.S3_IO, all, new Configuration());
    }
}
