package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which logs a rule is about; at least one of the three is there. */
public record Logsource(Optional<String> category, Optional<String> product, Optional<String> service) {

    public Logsource {
        requireNonNull(category, "category is null");
        requireNonNull(product, "product is null");
        requireNonNull(service, "service is null");
    }

    /** Whether all that the other says of logs is true of these, which may be fewer. */
    public boolean isWithin(Logsource other) {
        return says(other.category, category) && says(other.product, product) && says(other.service, service);
    }

    private static boolean says(Optional<String> wanted, Optional<String> own) {
        return wanted.isEmpty() || wanted.equals(own);
    }

    /** {@code product/category/service}, without what is not said. */
    @Override
    public String toString() {
        return Stream.of(product, category, service).flatMap(Optional::stream).collect(Collectors.joining("/"));
    }
}
