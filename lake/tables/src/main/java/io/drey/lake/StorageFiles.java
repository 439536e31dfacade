package io.drey.lake;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

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

    /**
     * All files below a folder, at any depth, in no order. Folders are none, nor what stands for one on S3: some servers tell
     * no size of those, which Iceberg's own listing does not take.
     *
     * @param files that {@link #open} gave
     * @param folder with a scheme
     * @throws IllegalArgumentException if these files cannot be listed
     */
    public static List<FileInfo> below(FileIO files, String folder) {
        String prefix = folder.endsWith("/") ? folder : folder + "/";
        List<FileInfo> found = new ArrayList<>();
        if (files instanceof S3FileIO s3) {
            URI uri = URI.create(prefix);
            String root = uri.getScheme() + "://" + uri.getAuthority() + "/";
            s3
                    .client()
                    .listObjectsV2Paginator(request -> request.bucket(uri.getAuthority())
                            .prefix(uri.getPath().substring(1)))
                    .contents()
                    .stream()
                    .filter(object -> object.size() != null && !object.key().endsWith("/"))
                    .forEach(object -> found.add(new FileInfo(
                            root + object.key(),
                            object.size(),
                            object.lastModified().toEpochMilli())));
        } else if (files instanceof SupportsPrefixOperations listing) {
            listing.listPrefix(prefix).forEach(found::add);
        } else {
            throw new IllegalArgumentException("its file system lists no files");
        }
        return found;
    }
}
