package io.drey.lake;

import io.drey.event.SecretReference;
import java.util.HashMap;
import java.util.Map;

/** Names the lake's {@link S3Login} to Iceberg. Knows nothing of AWS, whose classes only those need who use S3. */
final class S3LoginProperties {

    static final String ACCESS_KEY = "drey-access-key";
    static final String SECRET_KEY = "drey-secret-key";
    static final String SECRET_KEY_SETTING = "drey-secret-key-setting";

    private static final String PROVIDER = "client.credentials-provider";
    private static final String S3_ACCESS_KEY = "s3.access-key-id";
    private static final String S3_SECRET_KEY = "s3.secret-access-key";

    private S3LoginProperties() {}

    /**
     * The properties that make S3's file system use this class; none where no secret key is referred to, and AWS' usual
     * chain (environment, profile, role) finds the login.
     *
     * @param secrets the catalog's secrets, from which the key is taken away
     * @param properties the catalog's other properties, from which the access key's id is taken away
     */
    static Map<String, String> of(Map<String, SecretReference> secrets, Map<String, String> properties) {
        SecretReference secretKey = secrets.remove(S3_SECRET_KEY);
        if (secretKey == null) {
            return Map.of();
        }
        String accessKey = properties.remove(S3_ACCESS_KEY);
        if (accessKey == null) {
            throw new LakeException("%s is set, but %s.%s is not: give the id of the access key too"
                    .formatted(secretKey.key(), LakeSettings.LAKE_CATALOG_PROPERTIES.key(), S3_ACCESS_KEY));
        }
        Map<String, String> login = new HashMap<>();
        login.put(PROVIDER, S3Login.class.getName());
        login.put(PROVIDER + "." + ACCESS_KEY, accessKey);
        login.put(PROVIDER + "." + SECRET_KEY, secretKey.reference());
        login.put(PROVIDER + "." + SECRET_KEY_SETTING, secretKey.key());
        return login;
    }
}
