package io.drey.operations.lake;

import io.drey.event.Spelling;
import io.drey.lake.LakeSettings;
import io.drey.operations.OperationException;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.TrinoSettings;
import io.drey.query.region.RegionEngine;
import io.drey.query.sight.Sight;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The installations of several regions, each with its own settings, as {@code query-regions} names them. */
public final class Regions {

    /** All of them. */
    public static final String ALL = "all";

    private final SortedMap<String, Path> folders;
    private final Function<Path, LakeServers> installations;

    /**
     * Regions.
     *
     * @param folders the folder of each region's settings
     * @param installations what the settings of a folder name
     */
    public Regions(SortedMap<String, Path> folders, Function<Path, LakeServers> installations) {
        this.folders = folders;
        this.installations = installations;
    }

    /**
     * The regions of a list, in its order.
     *
     * @param list names, separated by commas, or {@link #ALL}
     * @throws OperationException if one is named nowhere
     */
    public List<String> named(String list) {
        if (folders.isEmpty()) {
            throw OperationException.usage(
                    "no regions are set: name each with query-regions.NAME=DIR, the folder of its config.yaml");
        }
        if (list.equals(ALL)) {
            return List.copyOf(folders.keySet());
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : list.split(",", -1)) {
            if (!folders.containsKey(name.strip())) {
                throw OperationException.usage("there is no region '%s'%s: query-regions names %s"
                        .formatted(
                                name.strip(),
                                Spelling.suggestion(name.strip(), List.copyOf(folders.keySet())),
                                String.join(", ", folders.keySet())));
            }
            names.add(name.strip());
        }
        return List.copyOf(names);
    }

    /** What the settings of a region name. */
    public LakeServers installation(String region) {
        return installations.apply(folders.get(region));
    }

    /**
     * Who answers in a region, by an engine that runs there.
     *
     * @param most what somebody who asks may see in any of them
     * @param told hears in one line of what does no harm and should be known
     * @throws OperationException if the region has no engine
     */
    public RegionEngine of(String name, Engines.Name engine, Engines.Asked asked, Sight most, Consumer<String> told) {
        return new RegionEngine(
                engine(name, engine, asked).seenBy(most),
                Engines.records(installation(name), words -> told.accept(name + ": " + words)));
    }

    /**
     * A region's own engine: with one of this process its lines would cross to be counted here. One that has no Flink cluster for
     * queries and a Trino is asked by that.
     *
     * @throws OperationException if it has none
     */
    public QueryEngine engine(String name, Engines.Name engine, Engines.Asked asked) {
        LakeServers region = installation(name);
        if (!region.configuration().contains(LakeSettings.LAKE_WAREHOUSE)) {
            throw OperationException.usage("the settings of region %s in %s name no lake: set %s there"
                    .formatted(name, folders.get(name), LakeSettings.LAKE_WAREHOUSE.key()));
        }
        if (engine == Engines.Name.FLINK
                && region.querySettings().cluster().url().isPresent()) {
            return Engines.engine(Engines.Name.FLINK, region, asked);
        }
        if (region.configuration().contains(TrinoSettings.TRINO_URL)) {
            return Engines.engine(Engines.Name.TRINO, region, asked);
        }
        throw OperationException.usage(
                "region %s has no engine of its own, and its lines would be read across: set %s in %s"
                        .formatted(
                                name,
                                engine == Engines.Name.TRINO ? "trino-url" : "query-flink-url or trino-url",
                                folders.get(name)));
    }
}
