package io.drey.stack.server;

import io.drey.stack.process.Http;
import io.drey.stack.process.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** S3: S3Proxy over two folders with a bucket each, whose owners see nothing of each other's. */
public final class S3Recipe implements Recipe {
    static final String BUCKET = "drey";

    private static final String TENANT_BUCKET = "of-a-tenant";
    private static final String TENANT_ACCESS_KEY = "tenant";
    private static final String TENANT_SECRET_KEY = "tenant-secret-key";

    private static final String REGION = "us-east-1";
    private static final String HTTP = "http";
    private static final String ACCESS_KEY = "drey";
    private static final String SECRET_KEY = "secret-key";

    @Override
    public Server server() {
        return Server.S3;
    }

    @Override
    public List<String> ports() {
        return List.of(HTTP);
    }

    @Override
    public int memoryMegabytes() {
        return 450;
    }

    @Override
    public void start(Site site) {
        RunningS3 running = running(site);
        Path configuration = configuration(site, "s3proxy", running, "data");
        Path ofTenant = configuration(site, "s3proxy-tenant", ofTenant(site), "data-tenant");
        site.launch(
                "s3",
                site.java("s3", site.classPath())
                        // It holds a whole request in memory to verify its signature.
                        .option("-Xmx320m")
                        .option("-XX:+UseSerialGC")
                        .option("-DLOG_LEVEL=warn")
                        .main(
                                "org.gaul.s3proxy.Main",
                                List.of("--properties", configuration.toString(), "--properties", ofTenant.toString())),
                Map.of());
        site.await(Duration.ofMinutes(1), () -> health(site));
    }

    /** What an owner has: a login, and a folder with a bucket. */
    private static Path configuration(Site site, String name, RunningS3 owner, String folder) {
        Path buckets = site.dir(folder);
        makePrivate(site.dir(folder + "/" + owner.bucket()));
        return site.writeSecret(
                site.dir("conf").resolve(name + ".properties"),
                String.join(
                        "\n",
                        "s3proxy.endpoint=" + owner.endpoint(),
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + owner.accessKey(),
                        "s3proxy.credential=" + owner.secretKey(),
                        // Clients newer than the server send headers it does not know.
                        "s3proxy.ignore-unknown-headers=true",
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=" + owner.accessKey(),
                        "jclouds.credential=" + owner.secretKey(),
                        "jclouds.filesystem.basedir=" + buckets,
                        ""));
    }

    @Override
    public String health(Site site) throws Exception {
        RunningS3 s3 = running(site);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        String resource = "/" + BUCKET;
        Http.text(HttpRequest.newBuilder(URI.create(s3.endpoint() + resource + "?max-keys=1"))
                .header("Date", date)
                .header("Authorization", "AWS " + s3.accessKey() + ":" + signature(s3, date, resource)));
        return "bucket " + BUCKET;
    }

    @Override
    public String url(Site site) {
        return "http://" + site.address(HTTP);
    }

    public static RunningS3 running(Site site) {
        return new RunningS3(
                URI.create(new S3Recipe().url(site)),
                REGION,
                BUCKET,
                ACCESS_KEY,
                site.setting(SECRET_KEY, Secrets::random));
    }

    /** The same server with the login of somebody else, who has a bucket of his own. */
    public static RunningS3 ofTenant(Site site) {
        RunningS3 running = running(site);
        return new RunningS3(
                running.endpoint(),
                running.region(),
                TENANT_BUCKET,
                TENANT_ACCESS_KEY,
                site.setting(TENANT_SECRET_KEY, Secrets::random));
    }

    /** A bucket is a folder, and S3Proxy takes one that others may read for public: it would ask nobody for a login. */
    private static void makePrivate(Path bucket) {
        try {
            Files.setPosixFilePermissions(bucket, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The variables in which AWS' clients look for a login; a command line would show it to everybody. */
    static Map<String, String> environment(Site site) {
        RunningS3 s3 = running(site);
        Map<String, String> environment = new TreeMap<>();
        environment.put("AWS_ACCESS_KEY_ID", s3.accessKey());
        environment.put("AWS_SECRET_ACCESS_KEY", s3.secretKey());
        environment.put("AWS_REGION", s3.region());
        return environment;
    }

    /** Version 2, which needs no canonical form of headers: {@code docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html}. */
    private static String signature(RunningS3 s3, String date, String resource) throws IOException {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(s3.secretKey().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            String text = "GET\n\n\n" + date + "\n" + resource;
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IOException("every Java runtime has HmacSHA1", impossible);
        }
    }
}
