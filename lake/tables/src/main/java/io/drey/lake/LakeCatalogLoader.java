package io.drey.lake;

import io.drey.event.SecretReference;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** Makes the lake's catalog. It is part of job graphs, so it holds a reference to the password and not the password. */
final class LakeCatalogLoader implements CatalogLoader {

    private static final String NAME = "lake";
    static final String HADOOP_IO = "org.apache.iceberg.hadoop.HadoopFileIO";
    static final String S3_IO = "org.apache.iceberg.aws.s3.S3FileIO";

    private final String type;
    private final String uri;
    private final String user;
    private final SecretReference password;
    private final String warehouse;
    private final HashMap<String, String> properties;
    private final HashMap<String, SecretReference> secrets;
    private final HashMap<String, String> hadoopProperties;

    LakeCatalogLoader(
            String type,
            String uri,
            String user,
            SecretReference password,
            String warehouse,
            Map<String, String> properties,
            Map<String, SecretReference> secrets,
            Map<String, String> hadoopProperties) {
        this.type = type;
        this.uri = uri;
        this.user = user;
        this.password = password;
        this.warehouse = warehouse;
        this.properties = new HashMap<>(properties);
        this.secrets = new HashMap<>(secrets);
        this.hadoopProperties = new HashMap<>(hadoopProperties);
    }

    @Override
    public Catalog loadCatalog() {
        Configuration hadoop = new Configuration();
        hadoopProperties.forEach(hadoop::set);
        Map<String, String> all = catalogProperties();
        try {
            if (type.equals(CatalogUtil.ICEBERG_CATALOG_TYPE_JDBC)) {
                JdbcCatalog catalog = new JdbcCatalog(io -> fileIo(io, hadoop), null, true);
                catalog.setConf(hadoop);
                catalog.initialize(NAME, all);
                return catalog;
            }
            return CatalogUtil.buildIcebergCatalog(NAME, all, hadoop);
        } catch (LakeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Failures.unreachable(uri == null ? warehouse : uri, e);
        }
    }

    /** The file system goes into job graphs with its properties: what opens the catalog's database stays out of it. */
    private FileIO fileIo(Map<String, String> properties, Configuration hadoop) {
        Map<String, String> withoutCatalog = new HashMap<>(properties);
        withoutCatalog
                .keySet()
                .removeIf(key -> key.startsWith(JdbcCatalog.PROPERTY_PREFIX) || secrets.containsKey(key));
        String implementation = withoutCatalog.getOrDefault(CatalogProperties.FILE_IO_IMPL, HADOOP_IO);
        return CatalogUtil.loadFileIO(implementation, withoutCatalog, hadoop);
    }

    private Map<String, String> catalogProperties() {
        Map<String, String> all = new HashMap<>();
        all.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
        if (type.contains(".")) {
            all.put(CatalogProperties.CATALOG_IMPL, type);
        } else {
            all.put(CatalogUtil.ICEBERG_CATALOG_TYPE, type);
        }
        if (uri != null) {
            all.put(CatalogProperties.URI, uri);
        }
        if (type.equals(CatalogUtil.ICEBERG_CATALOG_TYPE_JDBC)) {
            // The tables of this version are the ones that Trino reads too.
            all.put("jdbc.schema-version", "V1");
            if (user != null) {
                all.put("jdbc.user", user);
            }
            if (password != null) {
                all.put("jdbc.password", Secrets.resolve(password, System.getenv()));
            }
        }
        if (warehouse.startsWith("s3://")) {
            all.put(CatalogProperties.FILE_IO_IMPL, S3_IO);
        }
        all.putAll(properties);
        Map<String, SecretReference> rest = new HashMap<>(secrets);
        all.putAll(S3LoginProperties.of(rest, all));
        rest.forEach((key, reference) -> all.put(key, Secrets.resolve(reference, System.getenv())));
        if (all.containsKey(CatalogProperties.CATALOG_IMPL)) {
            all.remove(CatalogUtil.ICEBERG_CATALOG_TYPE);
        }
        return all;
    }

    @Override
    @SuppressWarnings({"MissingSuperCall", "PMD.ProperCloneImplementation"})
    public CatalogLoader clone() {
        return new LakeCatalogLoader(type, uri, user, password, warehouse, properties, secrets, hadoopProperties);
    }

    @Override
    public String toString() {
        return "LakeCatalogLoader{%s %s, warehouse %s}".formatted(type, uri, warehouse);
    }
}
