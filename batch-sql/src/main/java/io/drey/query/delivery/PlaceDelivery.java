package io.drey.query.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Printable;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.Place;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.engine.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings finished reports and packs to a folder, a file system of Hadoop's, or a bucket: the lake's own login reaches the latter
 * two. The manifest is written last, and an earlier one is taken away first: a manifest stands beside the files that it names,
 * or there is none. What is there with the same manifest is not written again.
 */
final class PlaceDelivery implements Delivery {

    private static final Pattern TARGET = Pattern.compile("(file|hdfs|s3|s3a|viewfs|abfs|abfss|gs)://\\S+");
    private static final String REMEDY = "Deliver to a place that the lake's login may write to";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String target;
    private final LakeSettings settings;

    private PlaceDelivery(String target, LakeSettings settings) {
        this.target = target;
        this.settings = settings;
    }

    /**
     * Brings to a place.
     *
     * @param target such as {@code file:///var/reports, hdfs://namenode:8020/reports} or {@code s3://bucket/reports}
     * @param settings the lake, whose login is used
     * @throws QueryUsageException if it is none
     */
    static Delivery to(String target, LakeSettings settings) {
        if (!TARGET.matcher(target).matches()) {
            throw new QueryUsageException(
                    "'%s' is no place to deliver to: write file:///var/reports, hdfs://namenode:8020/reports, s3://bucket/reports or mailto:ann@example.com"
                            .formatted(Printable.of(target)));
        }
        return new PlaceDelivery(target, settings);
    }

    @Override
    public void requireReachable() {
        at(place -> place.read("drey-delivery"));
    }

    @Override
    public boolean deliver(Finished finished) {
        return at(place -> deliver(finished, place));
    }

    private static boolean deliver(Finished finished, Place place) throws IOException {
        String manifest = finished.name(finished.manifest());
        String own = Files.readString(finished.manifest());
        Optional<String> there = place.read(manifest);
        if (there.isPresent()) {
            if (there.get().equals(own)) {
                return false;
            }
            place.delete(manifest);
            Set<String> gone = namesIn(there.get());
            gone.removeAll(namesIn(own));
            for (String name : gone) {
                place.delete(finished.prefix() + name);
            }
        }
        for (Path file : finished.files()) {
            place.put(file, finished.name(file));
        }
        place.put(finished.manifest(), manifest);
        return true;
    }

    /** The files that a manifest names; none where it cannot be read. What it says is used for names beside it alone. */
    private static Set<String> namesIn(String manifest) {
        Set<String> names = new HashSet<>();
        try {
            for (JsonNode file : JSON.readTree(manifest).path("files")) {
                String name = file.path("name").asText();
                if (!name.isEmpty() && !name.startsWith(".") && !name.contains("/") && !name.contains("\\")) {
                    names.add(name);
                }
            }
        } catch (JsonProcessingException e) {
            return names;
        }
        return names;
    }

    private interface Access<T> {
        T run(Place place) throws IOException;
    }

    private <T> T at(Access<T> access) {
        try (Lake lake = Lake.open(settings);
                Place place = Place.at(target, lake, Optional.empty(), REMEDY)) {
            return access.run(place);
        } catch (IOException | UncheckedIOException e) {
            throw new QueryException(
                    "nothing can be delivered to %s: %s"
                            .formatted(target, Failures.firstLine(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    @Override
    public String toString() {
        return target;
    }
}
