package io.drey.lake;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.io.FileIO;

/** Files beside the lake's tables, such as jobs' checkpoints, reached with the lake's properties and login. */
public final class StorageFiles {

    private StorageFiles() {}

    /**
     * The files, to be closed. On S3 that is Iceberg's own file system, elsewhere Hadoop's.
     *
     * @param configuration of which the lake's properties and secrets count; none must be set
     * @param location where the files are, with a scheme
     * @throws LakeException if a secret is not there
     * @throws IllegalArgumentException if a setting is wrong
     */
    public static FileIO open(ReadableConfig configuration, String location) {
        if (location.matches("s3[an]?://.*")) {
            Map<String, String> secrets = configuration.get(LakeSettings.LAKE_CATALOG_SECRETS);
            Map<String, String> settings = new HashMap<>();
            secrets.keySet().forEach(key -> settings.put(key, LakeSettings.LAKE_CATALOG_SECRETS.key() + "." + key));
            return S3Files.open(configuration.get(LakeSettings.LAKE_CATALOG_PROPERTIES), secrets, settings);
        }
        Configuration hadoop = new Configuration();
        configuration.get(LakeSettings.LAKE_HADOOP_PROPERTIES).forEach(hadoop::set);
        return CatalogUtil.loadFileIO(LakeCatalogLoader.HADOOP_IO, Map.of(), hadoop);
    }
}
