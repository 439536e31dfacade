package io.drey.lake;

import io.drey.event.SecretReference;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The lake's login at S3. Iceberg puts the properties of its file system into job graphs; they name this class and where
 * the secret key is, and the key itself is read where the file system is used.
 */
final class S3Login implements AwsCredentialsProvider {

    private final AwsCredentials credentials;

    private S3Login(AwsCredentials credentials) {
        this.credentials = credentials;
    }

    /** Called by Iceberg with the properties above, without their prefix. */
    static AwsCredentialsProvider create(Map<String, String> properties) {
        SecretReference secretKey = new SecretReference(
                properties.get(S3LoginProperties.SECRET_KEY_SETTING), properties.get(S3LoginProperties.SECRET_KEY));
        return new S3Login(AwsBasicCredentials.create(
                properties.get(S3LoginProperties.ACCESS_KEY), Secrets.resolve(secretKey, System.getenv())));
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return credentials;
    }
}
