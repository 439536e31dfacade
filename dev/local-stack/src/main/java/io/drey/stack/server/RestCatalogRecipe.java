package io.drey.stack.server;

import io.drey.stack.process.Http;
import io.drey.stack.process.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Iceberg's REST catalog, as its own servlet serves it over a JDBC catalog in the stack's PostgreSQL. */
public final class RestCatalogRecipe implements Recipe {
    private static final String HTTP = "http";

    @Override
    public Server server() {
        return Server.REST_CATALOG;
    }

    @Override
    public List<String> ports() {
        return List.of(HTTP);
    }

    @Override
    public int memoryMegabytes() {
        return 350;
    }

    @Override
    public void start(Site site) {
        Site postgres = site.requiredNeighbour(Server.POSTGRES);
        Site s3 = site.requiredNeighbour(Server.S3);
        site.awaitNeighbour(postgres, Duration.ofMinutes(2));
        RunningPostgres database = PostgresRecipe.running(postgres);
        RunningS3 files = S3Recipe.running(s3);
        Map<String, String> catalog = new TreeMap<>(files.icebergProperties());
        catalog.put("s3.secret-access-key", files.secretKey());
        catalog.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        catalog.put("uri", database.jdbcUrl());
        catalog.put("jdbc.user", database.user());
        catalog.put("jdbc.password", database.password());
        catalog.put("jdbc.schema-version", "V1");
        catalog.put("warehouse", warehouse());
        Path properties = site.writeSecret(
                site.dir("conf").resolve("catalog.properties"),
                catalog.entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue() + "\n")
                        .collect(Collectors.joining()));
        site.launch(
                "rest-catalog",
                site.java("rest-catalog", site.classPath())
                        .small(256)
                        .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
                        .main(
                                "io.drey.stack.rest.RestCatalogServer",
                                List.of(Ports.HOST, Integer.toString(site.port(HTTP)), properties.toString())),
                Map.of());
        site.await(Duration.ofMinutes(1), () -> health(site));
    }

    @Override
    public String health(Site site) throws Exception {
        int namespaces = Http.json(URI.create(url(site) + "/v1/namespaces"))
                .path("namespaces")
                .size();
        return namespaces + " namespaces";
    }

    @Override
    public String url(Site site) {
        return "http://" + site.address(HTTP);
    }

    public static RunningRestCatalog running(Site site) {
        return new RunningRestCatalog(URI.create(new RestCatalogRecipe().url(site)), warehouse());
    }

    private static String warehouse() {
        return "s3://" + S3Recipe.BUCKET + "/rest";
    }
}
