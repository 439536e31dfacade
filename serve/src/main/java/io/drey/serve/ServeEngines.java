package io.drey.serve;

import io.drey.query.engine.QueryEngine;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What answers queries, by name. */
public final class ServeEngines {

    /** The one that is always there. */
    public static final String FLINK = "flink";

    /** Flink, which sees events that have not landed, too. */
    public static final String LIVE = "live";

    public static final String TRINO = "trino";

    private final SortedMap<String, QueryEngine> byName;

    private ServeEngines(SortedMap<String, QueryEngine> byName) {
        this.byName = byName;
    }

    public static ServeEngines of(QueryEngine flink) {
        return new ServeEngines(new TreeMap<>()).with(FLINK, flink);
    }

    /** These and another one. */
    public ServeEngines with(String name, QueryEngine engine) {
        SortedMap<String, QueryEngine> more = new TreeMap<>(byName);
        more.put(name, engine);
        return new ServeEngines(Collections.unmodifiableSortedMap(more));
    }

    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** One of {@link #names()}. */
    public QueryEngine of(String name) {
        return byName.get(name);
    }
}
