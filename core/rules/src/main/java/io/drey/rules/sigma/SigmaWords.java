package io.drey.rules.sigma;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Constants as documents write them: in small letters. */
final class SigmaWords {

    private SigmaWords() {}

    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> List<String> all(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(SigmaWords::written).toList();
    }

    static <E extends Enum<E>> Optional<E> find(Class<E> type, String written) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(written))
                .findFirst();
    }
}
