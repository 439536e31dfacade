package io.drey.cli.lake;

import io.drey.operations.Actor;
import io.drey.operations.OperationException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads what options of the lake's commands were given. */
final class Given {

    private Given() {}

    /** Whoever runs the command. */
    static String actor() {
        return Actor.name();
    }

    /** Calls what says with an {@link IllegalArgumentException} that it was asked for wrongly. */
    static <T> T read(Supplier<T> what) {
        try {
            return what.get();
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    /** Rows by hold, as {@code case-7=12}. */
    static String held(Map<String, Long> rows) {
        return new TreeMap<>(rows)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(" "));
    }
}
