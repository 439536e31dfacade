package io.drey.benchmarks;

import io.drey.lake.LakeSettings;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.rows.Cell;
import java.util.ArrayList;
import java.util.List;

/** An engine that is asked the same as others. */
interface QueryContender {

    String name();

    /** The process in which it works. */
    long pid();

    /** The whole answer, its values as text. */
    List<List<String>> ask(QueryRequest request);

    /** What an answer was, and cost. */
    record Asked(List<List<String>> rows, double seconds, double cpuSeconds, long bytesRead) {}

    /** Asks, and says what it cost. */
    default Asked measured(QueryRequest request) {
        ProcessUse before = ProcessUse.of(pid());
        long began = System.nanoTime();
        List<List<String>> rows = ask(request);
        double seconds = (System.nanoTime() - began) / 1e9;
        ProcessUse after = ProcessUse.of(pid());
        return new Asked(
                rows, seconds, after.cpuSeconds() - before.cpuSeconds(), after.bytesRead() - before.bytesRead());
    }

    /** One of ours, which works in some process. */
    record Ours(String name, long pid, QueryEngine engine) implements QueryContender {

        /** Flink within this process, which reads files by Hadoop's classes. */
        static Ours flink(LakeSettings lake) {
            return new Ours("flink", ProcessHandle.current().pid(), new FlinkQueryEngine(lake));
        }

        @Override
        public List<List<String>> ask(QueryRequest request) {
            List<List<String>> rows = new ArrayList<>();
            try (QueryResult result = engine.run(request)) {
                result.forEachRemaining(row -> rows.add(text(row)));
            }
            return rows;
        }
    }

    /** As engines are compared: numbers of different classes are equal if they read the same; null and empty text are not. */
    static List<String> text(List<Object> row) {
        return row.stream()
                .map(value -> value == null ? "null" : "'" + Cell.text(value) + "'")
                .toList();
    }
}
