package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Map;

/**
 * Where the stack's S3 is. Clients must use path-style access, and must not send checksums in trailers, as AWS' SDK does
 * from 2.30 on. The secret key is generated at the first start.
 *
 * @param endpoint plain HTTP
 * @param region any would do; clients need one
 * @param bucket the one bucket there is
 * @param accessKey to log in as
 * @param secretKey of that access key
 */
public record RunningS3(URI endpoint, String region, String bucket, String accessKey, String secretKey) {
    public RunningS3 {
        requireNonNull(endpoint, "endpoint is null");
        requireNonNull(region, "region is null");
        requireNonNull(bucket, "bucket is null");
        requireNonNull(accessKey, "accessKey is null");
        requireNonNull(secretKey, "secretKey is null");
    }

    /** How Iceberg's S3 file system reaches it, but for the secret key. */
    public Map<String, String> icebergProperties() {
        return Map.of(
                "client.region",
                region,
                "s3.endpoint",
                endpoint.toString(),
                "s3.path-style-access",
                "true",
                "s3.access-key-id",
                accessKey,
                // Both keep checksums out of trailers.
                "client.legacy-md5-plugin-enabled",
                "true",
                "s3.chunked-encoding-enabled",
                "false");
    }

    @Override
    public String toString() {
        return "RunningS3[endpoint=" + endpoint + ", bucket=" + bucket + ", accessKey=" + accessKey + "]";
    }
}
